import Foundation
import Preview
import Support
import Synchronization

/// What pages ask of the engine, one request at a time: it hears them on the server's thread, and a session does them on
/// its own (``RequestProcess``).
///
/// | action | what it does |
/// |---|---|
/// | `estimate` | asks what the runs would take; in place of another estimate |
/// | `start` | makes the runs, unless others are being made |
/// | `cancel` | stops them; what has finished is kept, as with Ctrl-C |
/// | `answer` | what came of them |
final class RequestedRuns: Sendable {
  /// Something to do that nobody has begun.
  struct Order {
    var number: Int
    var request: RunRequest
    var figure: DeepFigureFile
    var isEstimate: Bool
  }

  private struct State {
    /// The runs that were asked for last, and the estimate, which does not take the place of what came of runs.
    var runs: RequestedWork?
    var estimate: RequestedWork?
    /// What came of `runs`.
    var answer: Data?
    var order: Order?
    /// Counts orders, so that what an earlier one comes to is dropped.
    var number = 0
    var isBegun = false
    var isCancelled = false
    /// Why nothing is begun now.
    var obstacle: String?

    var works: [RequestedWork] { [runs, estimate].compactMap { $0 } }

    /// Changes what is told of the order.
    mutating func tell(_ change: (inout RequestedWork) -> Void) {
      guard let order else { return }
      guard var work = order.isEstimate ? estimate : runs else { return }
      change(&work)
      if order.isEstimate { estimate = work } else { runs = work }
    }

    mutating func finish(_ phase: RequestedWork.Phase, message: String? = nil, answer: Data? = nil)
    {
      tell { work in
        (work.phase, work.message) = (phase, message)
        (work.share, work.finished, work.run) = (nil, nil, nil)
      }
      if order?.isEstimate == false { self.answer = answer }
      order = nil
    }
  }

  private let output: URL
  private let server: PreviewServer
  private let state = Mutex(State())

  init(output: URL, server: PreviewServer) { (self.output, self.server) = (output, server) }

  // MARK: The server's side

  func answer(to action: String, _ body: Data) -> Answer {
    let request: RunRequest
    let figure: DeepFigureFile
    do {
      (request, figure) = try RunRequest.checked(body, in: output)
    } catch {
      return .refusal(400, error.message)
    }
    switch action {
    case "estimate", "start":
      return order(request, figure, isEstimate: action == "estimate")
    case "cancel":
      return change { state in
        guard let runs = state.runs, runs.request == request, runs.isMakingRuns else {
          return .refusal(409, "Runs: none under these settings, expected some to cancel.")
        }
        state.isCancelled = true
        if !state.isBegun { state.finish(.cancelled) }
        return .json(Data("{}".utf8), status: 202)
      }
    case "answer":
      return change { state in
        guard let answer = state.answer, state.runs?.request == request else {
          return .refusal(409, "Answer: none under these settings, expected one. Run them first.")
        }
        return .json(answer)
      }
    default:
      return .refusal(
        404, "Action '\(action.prefix(80))': unknown, expected estimate, start, cancel or answer.")
    }
  }

  private func order(
    _ request: RunRequest, _ figure: DeepFigureFile, isEstimate: Bool
  ) -> Answer {
    change { state in
      let same = state.runs?.request == request
      let isMakingRuns = state.runs?.isMakingRuns == true
      if isMakingRuns, !(same && isEstimate) {
        return .refusal(
          409,
          "Runs: some are being made for \(state.runs?.figure ?? "a figure"), expected none. "
            + "Wait for their end, or cancel them.")
      }
      // A page that is loaded again finds what it has asked for.
      let isKnown = isEstimate && same && (isMakingRuns || state.runs?.phase == .done)
      if !isKnown {
        state.number += 1
        state.order = Order(
          number: state.number, request: request, figure: figure, isEstimate: isEstimate)
        (state.isBegun, state.isCancelled) = (false, false)
        if same || !isEstimate { (state.runs, state.answer) = (nil, nil) }
        if state.estimate?.request == request || state.estimate?.phase == .estimating {
          state.estimate = nil
        }
        var work = RequestedWork(request, isEstimate ? .estimating : .waiting)
        work.message = state.obstacle
        if isEstimate { state.estimate = work } else { state.runs = work }
      }
      return .json(Data("{}".utf8), status: 202)
    }
  }

  // MARK: The session's side

  /// What is to be begun; nil where there is nothing, or it is under way.
  func begin() -> Order? {
    change { state in
      guard let order = state.order, !state.isBegun else { return nil }
      state.isBegun = true
      state.tell { $0.message = nil }
      return order
    }
  }

  /// What has become of an order, until the session says more.
  enum Standing { case wanted, cancelled, superseded }

  func standing(of number: Int) -> Standing {
    state.withLock { state in
      guard state.order?.number == number else { return .superseded }
      return state.isCancelled ? .cancelled : .wanted
    }
  }

  /// Tells how far an order is; what one says that has been superseded is dropped.
  func tell(_ number: Int, _ change: (inout RequestedWork) -> Void) {
    self.change { state in
      if state.order?.number == number { state.tell(change) }
    }
  }

  /// Ends an order.
  func finish(
    _ number: Int, _ phase: RequestedWork.Phase, message: String? = nil, answer: Data? = nil
  ) {
    change { state in
      if state.order?.number == number {
        state.finish(phase, message: message, answer: answer)
      }
    }
  }

  /// Begins nothing until `body` has returned, and tells why. The session has stopped what was under way, which is begun
  /// anew then; what has ended is forgotten, since other code may come to other results.
  func wait(because obstacle: String, while body: () throws -> String?) rethrows -> String? {
    change { state in
      (state.obstacle, state.isBegun, state.answer) = (obstacle, false, nil)
      if state.order?.isEstimate != false { state.runs = nil }
      if state.order?.isEstimate != true { state.estimate = nil }
      state.tell { $0.message = obstacle }
    }
    defer {
      change { state in
        state.obstacle = nil
        state.tell { $0.message = nil }
      }
    }
    return try body()
  }

  private func change<Result>(_ body: (inout State) -> Result) -> Result {
    state.withLock { state in
      let before = state.works
      let result = body(&state)
      if state.works != before { server.responder.work = RequestedWork.json(of: state.works) }
      return result
    }
  }
}
