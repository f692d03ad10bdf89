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
    var work: RequestedWork?
    var answer: Data?
    var order: Order?
    /// Counts orders, so that what an earlier one comes to is dropped.
    var number = 0
    var isBegun = false
    var isCancelled = false
    /// Why nothing is begun now.
    var obstacle: String?

    mutating func finish(
      _ phase: RequestedWork.Phase, message: String? = nil, answer: Data? = nil
    ) {
      order = nil
      self.answer = answer
      guard var work else { return }
      (work.phase, work.message) = (phase, message)
      (work.share, work.finished, work.run) = (nil, nil, nil)
      self.work = work
    }
  }

  private let output: URL
  private let server: PreviewServer
  private let state = Mutex(State())

  init(output: URL, server: PreviewServer) { (self.output, self.server) = (output, server) }

  // MARK: The server's side

  func answer(to action: String, _ body: Data) -> Answer {
    let request: RunRequest, figure: DeepFigureFile
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
        guard let work = state.work, work.request == request, work.isMakingRuns else {
          return .refusal(409, "Runs: none under these settings, expected some to cancel.")
        }
        state.isCancelled = true
        if !state.isBegun { state.finish(.cancelled) }
        return .json(Data("{}".utf8), status: 202)
      }
    case "answer":
      return change { state in
        guard let answer = state.answer, state.work?.request == request else {
          return .refusal(409, "Answer: none under these settings, expected one. Run them first.")
        }
        return .json(answer)
      }
    default: return .refusal(404, "Action '\(action.prefix(80))': unknown, expected estimate, start, cancel or answer.")
    }
  }

  private func order(
    _ request: RunRequest, _ figure: DeepFigureFile, isEstimate: Bool
  ) -> Answer {
    change { state in
      let same = state.work?.request == request
      if state.work?.isMakingRuns == true, !(same && isEstimate) {
        return .refusal(
          409, "Runs: some are being made for \(state.work?.figure ?? "a figure"), expected none. Wait for their end, or cancel them.")
      }
      // A page that is loaded again finds what it has asked for.
      let isKnown = same && (state.work?.isMakingRuns == true || state.work?.phase == .done)
      if !(isEstimate && isKnown) {
        state.number += 1
        state.order = Order(
          number: state.number, request: request, figure: figure, isEstimate: isEstimate)
        state.work = RequestedWork(request, isEstimate ? .estimating : .waiting)
        state.work?.message = state.obstacle
        (state.isBegun, state.isCancelled, state.answer) = (false, false, nil)
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
      state.work?.message = nil
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
      guard state.order?.number == number, var work = state.work else { return }
      change(&work)
      state.work = work
    }
  }

  /// Ends an order.
  func finish(
    _ number: Int, _ phase: RequestedWork.Phase, message: String? = nil, answer: Data? = nil
  ) {
    change { state in
      guard state.order?.number == number else { return }
      state.finish(phase, message: message, answer: answer)
    }
  }

  /// Begins nothing until `body` has returned, and tells why. What is under way is another's to stop before; an
  /// estimate is then made anew, and what has ended is forgotten, since other code may come to other results.
  func wait(because obstacle: String, while body: () throws -> String?) rethrows -> String? {
    change { state in
      state.obstacle = obstacle
      state.isBegun = false
      state.work?.message = obstacle
      if state.order == nil { (state.work, state.answer) = (nil, nil) }
    }
    defer {
      change { state in
        state.obstacle = nil
        state.work?.message = nil
      }
    }
    return try body()
  }

  private func change<Result>(_ body: (inout State) -> Result) -> Result {
    state.withLock { state in
      let before = state.work
      let result = body(&state)
      if state.work != before { server.responder.work = state.work?.json }
      return result
    }
  }
}
