import Foundation
import Support

/// Tells on standard error what runs, how far it is, and the time left.
///
/// On a terminal one line, never wider than it, is redrawn in place; elsewhere a plain line appears when a long run ends
/// and at most every `interval` seconds. Colors only on a terminal, and never with NO_COLOR set.
public final class ProgressReporter: @unchecked Sendable {
  private struct Running {
    var name: String
    var share = 0.0
    var started = ResourceUsage.wallSeconds
    var told = -Double.infinity
  }

  private let lock = NSLock()
  private let write: @Sendable (String) -> Void
  private let isTerminal: Bool
  private let usesColor: Bool
  private let interval: Double
  private let width: @Sendable () -> Int
  private let observe: (@Sendable (RunEvent) -> Void)?
  private var estimates: [RunKey: Double] = [:]
  private var running: [RunKey: Running] = [:]
  private var side = 1
  private var total = 0
  private var done = 0
  private var failures = 0
  private var doneEstimate = 0.0
  private var doneSeconds = 0.0
  private var lastDrawn = -Double.infinity

  /// - Parameters:
  ///   - isTerminal: Nil asks the system about standard error.
  ///   - noColor: Nil reads NO_COLOR, which counts when it is not empty.
  ///   - interval: Seconds between plain lines.
  ///   - width: Columns of the terminal; nil asks the system before each line.
  ///   - write: Nil writes to standard error.
  ///   - observe: Told of each start, step and end too, one call at a time.
  public init(
    isTerminal: Bool? = nil, noColor: Bool? = nil, interval: Double = 5, width: Int? = nil,
    write: (@Sendable (String) -> Void)? = nil, observe: (@Sendable (RunEvent) -> Void)? = nil
  ) {
    self.observe = observe
    self.isTerminal = isTerminal ?? (isatty(2) == 1)
    let set = ProcessInfo.processInfo.environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    usesColor = self.isTerminal && !(noColor ?? set)
    self.interval = self.isTerminal ? 0.1 : interval
    self.width = { width ?? Self.terminalWidth }
    self.write = write ?? { StandardStreams.tell($0) }
  }

  /// A line that stays, e.g. a warning.
  public func note(_ text: String) {
    lock.withLock { keep(text) }
  }

  func begin(_ estimates: [RunKey: Double], side: Int) {
    lock.withLock {
      (self.estimates, self.side, total) = (estimates, side, estimates.count)
      (done, failures, doneEstimate, doneSeconds) = (0, 0, 0, 0)
      running = [:]
      lastDrawn = isTerminal ? -.infinity : ResourceUsage.wallSeconds
      if !isTerminal && total > 0 { keep(line()) }
    }
  }

  func start(_ key: RunKey, name: String) {
    lock.withLock {
      running[key] = Running(name: name)
      tell(RunEvent(.started, name: name))
      draw()
    }
  }

  func step(_ key: RunKey, share: Double) {
    lock.withLock {
      running[key]?.share = min(max(share, 0), 1)
      let now = ResourceUsage.wallSeconds
      if let run = running[key], now - run.told >= 1 {
        running[key]?.told = now
        var event = RunEvent(.progress, name: run.name)
        event.share = run.share
        tell(event)
      }
      draw()
    }
  }

  /// `seconds` is nil for a run that was stopped.
  func finish(_ key: RunKey, name: String, seconds: Double?) {
    lock.withLock {
      running[key] = nil
      if let seconds {
        done += 1
        doneSeconds += seconds
        doneEstimate += estimates[key] ?? 0
        if seconds >= 10 && !isTerminal { keep("done \(name) in \(Wording.duration(seconds))") }
      }
      var event = RunEvent(seconds == nil ? .skipped : .finished, name: name)
      event.seconds = seconds
      event.reason = seconds == nil ? "stopped" : nil
      tell(event)
      draw()
    }
  }

  /// A run whose record another process has made meanwhile.
  func take(_ key: RunKey, name: String) {
    lock.withLock {
      done += 1
      doneEstimate += estimates[key] ?? 0
      doneSeconds += estimates[key] ?? 0
      keep("taken \(name), which another process has made")
      draw()
    }
  }

  func fail(_ key: RunKey, name: String, message: String) {
    lock.withLock {
      running[key] = nil
      failures += 1
      doneEstimate += estimates[key] ?? 0
      var event = RunEvent(.failed, name: name)
      event.reason = message
      tell(event)
      keep((usesColor ? "\u{1B}[31mfailed\u{1B}[0m " : "failed ") + "\(name): \(message)")
      draw()
    }
  }

  func end() {
    lock.withLock {
      if isTerminal && total > 0 { write("\r\u{1B}[K") }
      if total > 0 {
        let failed = failures > 0 ? ", \(failures) failed" : ""
        keep("\(done) of \(total) runs done\(failed)")
      }
    }
  }

  /// Tells the observer, with how far everything is.
  private func tell(_ event: RunEvent) {
    guard let observe else { return }
    var event = event
    (event.total, event.done, event.failed) = (total, done, failures)
    (event.running, event.waiting) = (running.count, total - done - failures - running.count)
    event.secondsLeft = secondsLeft()
    observe(event)
  }

  private func draw() {
    let now = ResourceUsage.wallSeconds
    guard now - lastDrawn >= interval else { return }
    lastDrawn = now
    if isTerminal { write("\r\u{1B}[K" + fitted(line())) } else { keep(line()) }
  }

  /// The line, cut where the terminal ends, with its counts in bold. A longer one would wrap, and only
  /// its last row could be redrawn.
  private func fitted(_ line: String) -> String {
    let columns = max(width() - 1, 20)
    let cut = line.count > columns ? line.prefix(columns - 1) + "…" : line[...]
    guard usesColor, let end = cut.firstIndex(of: "]") else { return String(cut) }
    return "\u{1B}[1m\(cut[...end])\u{1B}[0m\(cut[cut.index(after: end)...])"
  }

  /// Columns of the terminal behind standard error; 80 when it does not say.
  private static var terminalWidth: Int {
    var size = winsize()
    guard ioctl(2, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  private func keep(_ text: String) {
    write(isTerminal ? "\r\u{1B}[K\(text)\n" : text + "\n")
  }

  private func line() -> String {
    let names = running.values.sorted { ($0.started, $0.name) < ($1.started, $1.name) }
      .map { "\($0.name) \(Int($0.share * 100))%" }.joined(separator: ", ")
    let left = total - done - failures - running.count
    return "[\(done + failures)/\(total)] about \(Wording.duration(secondsLeft())) left; "
      + (names.isEmpty ? "" : "running \(names); ") + "\(left) waiting"
  }

  private func secondsLeft() -> Double {
    let now = ResourceUsage.wallSeconds
    // How much longer than guessed the finished runs took; trusted once they amount to something.
    let ratio = doneSeconds > 1 && doneEstimate > 0 ? doneSeconds / doneEstimate : 1
    var longest = 0.0
    var work = estimates.values.reduce(0, +) * ratio - doneEstimate * ratio
    for (key, run) in running {
      let guess = (estimates[key] ?? 0) * ratio
      let spent = now - run.started
      let rest =
        run.share > 0.02 ? spent * (1 - run.share) / run.share : max(guess - spent, 0)
      work += rest - guess
      longest = max(longest, rest)
    }
    return max(longest, work / Double(side), 0)
  }
}
