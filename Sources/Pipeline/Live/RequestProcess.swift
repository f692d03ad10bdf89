import Experiments
import Foundation
import Reports
import Support

/// Does what pages ask for, by a process of this command for each order: `plan` for an estimate, and `chapter` for runs,
/// which have the same records as those of the command line. It belongs to one thread.
final class RequestProcess {
  private let workspace: Workspace
  private let program: URL
  private let runs: RequestedRuns
  private var order: RequestedRuns.Order?
  private var process: RunningTool?
  private var start = 0.0
  /// The finished share of each run that is being made.
  private var shares: [String: Double] = [:]
  private var failures: [String] = []

  init(workspace: Workspace, program: URL, runs: RequestedRuns) {
    (self.workspace, self.program, self.runs) = (workspace, program, runs)
  }

  var isMakingRuns: Bool { order?.isEstimate == false }

  /// Looks once at what is to be begun, how far it is, and whether it is still wanted.
  func step() {
    if let order, runs.standing(of: order.number) != .wanted {
      let isCancelled = runs.standing(of: order.number) == .cancelled
      stop()
      if isCancelled { runs.finish(order.number, .cancelled) }
    }
    if order == nil, let next = runs.begin() { begin(next) }
    if let order, let process { follow(process, order) }
  }

  /// Stops what is under way, if anything.
  func stop() {
    process?.interrupt()
    (process, order) = (nil, nil)
  }

  private func begin(_ next: RequestedRuns.Order) {
    (shares, failures, start) = ([:], [], ResourceUsage.wallSeconds)
    let command = next.isEstimate ? ["plan"] : ["chapter", "--without-pages"]
    let settings = next.request.changes.flatMap { ["--set", $0] }
    do {
      process = try Tool(
        [program.path] + command + [next.figure.chapter, "--json"] + workspace.childArguments
          + settings
      ).start()
      order = next
      if !next.isEstimate {
        Console.note(
          "making \(next.figure.id) with \(next.request.changes.joined(separator: ", "))")
        runs.tell(next.number) { $0.phase = .running }
      }
    } catch {
      runs.finish(next.number, .failed, message: error.description)
    }
  }

  private func follow(_ process: RunningTool, _ order: RequestedRuns.Order) {
    let isRunning = process.isRunning
    if !order.isEstimate {
      while let line = process.line(unless: { true }) { hear(line, of: order) }
    }
    guard !isRunning else { return }
    (self.process, self.order) = (nil, nil)
    do {
      let outcome = try process.outcome()
      guard outcome.succeeded else {
        return runs.finish(order.number, .failed, message: reason(in: outcome.errorText))
      }
      if order.isEstimate {
        let plan = try JSONDecoder().decode(Plan.self, from: outcome.output)
        runs.tell(order.number) { work in
          work.runs = plan.total.runsToDo
          work.time = Self.about(plan.total.seconds)
        }
        runs.finish(order.number, .estimated)
      } else {
        let answer = try RequestedAnswer(order.request, order.figure, in: workspace).json()
        let time = Wording.duration(ResourceUsage.wallSeconds - start)
        runs.tell(order.number) { $0.time = time }
        runs.finish(order.number, .done, answer: answer)
      }
    } catch {
      runs.finish(order.number, .failed, message: SystemReason.sentence(of: error))
    }
  }

  /// What `plan --json` says of all runs.
  private struct Plan: Decodable {
    struct Total: Decodable {
      var runsToDo: Int
      var seconds: Double
    }
    var total: Total
  }

  private func hear(_ line: String, of order: RequestedRuns.Order) {
    guard let event = try? CanonicalJSON.decode(RunEvent.self, from: Data(line.utf8)),
      let name = event.name
    else { return }
    switch event.event {
    case .started, .progress: shares[name] = event.share ?? 0
    case .finished: shares[name] = nil
    case .failed:
      shares[name] = nil
      // What follows in lines of their own are details.
      if event.command != nil, let reason = event.reason?.split(separator: "\n").first {
        failures.append("Run '\(name)': \(reason)")
      }
    case .planned, .skipped, .end: return
    }
    guard let total = event.total, total > 0 else { return }
    let done = event.done ?? 0
    runs.tell(order.number) { work in
      (work.runs, work.finished, work.run) = (total, done, name)
      work.share = min(1, (Double(done) + shares.values.reduce(0, +)) / Double(total))
      work.time = event.secondsLeft.map(Self.about)
    }
  }

  /// No estimate is good to a tenth of a second.
  private static func about(_ seconds: Double) -> String {
    seconds < 1 ? "less than a second" : "about \(Wording.duration(seconds.rounded()))"
  }

  /// The first of the runs that failed, or the command's own last words.
  private func reason(in words: String) -> String {
    if let first = failures.first {
      return failures.count == 1 ? first : "\(first) (and \(failures.count - 1) more)"
    }
    let last = words.components(separatedBy: "nonsmooth: ").last ?? words
    return String(last.trimmingCharacters(in: .whitespacesAndNewlines).prefix(600))
  }
}

extension RunningTool {
  /// Ends the program as Ctrl-C does, for which alone SwiftPM ends its compilers too, and runs keep where they are.
  func interrupt() {
    guard isRunning else { return }
    kill(processIdentifier, SIGINT)
    for _ in 0..<100 where isRunning(waiting: 20) {}
    stop()
  }
}
