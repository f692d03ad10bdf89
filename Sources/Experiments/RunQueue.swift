import Foundation
import Support

/// Hands out runs whose prerequisites are finished and for which there is memory, the longest first.
///
/// Who finds none sleeps until something ends, and looks at the flag and at other processes' runs now and then. That
/// is by the monotonic clock: a wait until a time of day would last for hours where somebody sets the clock back.
final class RunQueue: @unchecked Sendable {
  struct Node {
    let experiment: Experiment
    let key: RunKey
    let estimate: Double
    /// The runs that it waits for, without those that have records.
    var waitsFor: Set<RunKey>
    /// All names that share the key.
    var names: [String]
    /// Not before this moment, since another process is making it.
    var retry = -Double.infinity
  }

  private let guardian = NSLock()
  private let memoryBytes: Int
  private var waiting: [RunKey: Node] = [:]
  private var running: [RunKey: Node] = [:]
  private var summary = RunSummary()
  private let flag: CancellationFlag
  /// Raised once for each of `sleepers` when something has ended.
  private let change = DispatchSemaphore(value: 0)
  private var sleepers = 0

  init(
    _ nodes: [Node], fresh: [String], warnings: [String], flag: CancellationFlag, memoryBytes: Int
  ) {
    self.memoryBytes = memoryBytes
    for node in nodes { waiting[node.key] = node }
    summary.fresh = fresh
    summary.warnings = warnings
    self.flag = flag
  }

  /// Waits for a run that can start; nil when none is left, the user stopped or the disk refused a
  /// file. `alone` tells that nothing else can run until this one has ended.
  func next() -> (node: Node, alone: Bool)? {
    while true {
      switch choose() {
      case .run(let node, let alone): return (node, alone)
      case .end: return nil
      case .wait:
        if change.wait(timeout: .now() + .milliseconds(100)) == .timedOut {
          guardian.withLock { sleepers = max(sleepers - 1, 0) }
        }
      }
    }
  }

  private enum Choice {
    case run(Node, alone: Bool)
    case wait
    case end
  }

  private func choose() -> Choice {
    guardian.withLock {
      if flag.isSet || summary.trouble != nil { return .end }
      let now = ResourceUsage.wallSeconds
      let isTaken = running.values.contains(where: \.experiment.runsAlone)
      let room = memoryBytes - running.values.reduce(0) { $0 + $1.experiment.memoryBytes }
      let ready = waiting.values.filter {
        $0.waitsFor.isEmpty && !isTaken && (running.isEmpty || !$0.experiment.runsAlone)
          && $0.experiment.memoryBytes <= room && $0.retry <= now
      }
      let choice = ready.min {
        ($1.estimate, $0.experiment.name) < ($0.estimate, $1.experiment.name)
      }
      if let choice {
        let alone = choice.experiment.runsAlone || running.isEmpty && ready.count == 1
        waiting[choice.key] = nil
        running[choice.key] = choice
        return .run(choice, alone: alone)
      }
      guard !running.isEmpty || waiting.values.contains(where: \.waitsFor.isEmpty) else {
        return .end
      }
      sleepers += 1
      return .wait
    }
  }

  /// Notes the end of a run, and wakes those who wait for one.
  private func end(_ node: Node, _ note: () -> Void) {
    guardian.withLock {
      running[node.key] = nil
      note()
      for _ in 0..<sleepers { change.signal() }
      sleepers = 0
    }
  }

  private func release(by node: Node) {
    for key in waiting.keys { waiting[key]?.waitsFor.remove(node.key) }
  }

  /// Fails the runs for which the machine is too small even alone.
  ///
  /// - Returns: Their names, each with its reason.
  func refuseTooLarge() -> [(name: String, message: String)] {
    let large = guardian.withLock {
      waiting.values.filter { $0.experiment.memoryBytes > memoryBytes }
        .sorted { $0.experiment.name < $1.experiment.name }
    }
    return large.map { node in
      let error = ExperimentsError.tooLarge(
        node.experiment.name, needs: node.experiment.memoryBytes, available: memoryBytes)
      guardian.withLock { waiting[node.key] = nil }
      failed(node, message: error.description)
      return (node.experiment.name, error.description)
    }
  }

  /// Puts back a run that another process is making, to be asked for again a little later.
  ///
  /// - Returns: Whether it is the first time.
  func postpone(_ node: Node) -> Bool {
    guardian.withLock {
      var later = node
      later.retry = ResourceUsage.wallSeconds + 0.2
      running[node.key] = nil
      waiting[node.key] = later
      return node.retry == -.infinity
    }
  }

  /// A run whose record another process has made.
  func taken(_ node: Node) {
    end(node) {
      release(by: node)
      summary.fresh += node.names
    }
  }

  func finished(_ node: Node) {
    end(node) {
      release(by: node)
      summary.finished += node.names
    }
  }

  func failed(_ node: Node, message: String) {
    end(node) {
      for name in node.names { summary.failures.append(RunFailure(name: name, message: message)) }
      block(on: node.key, cause: node.experiment.name)
    }
  }

  /// Puts a stopped run among those left; with the disk's refusal, no other is begun.
  func stopped(_ node: Node, by trouble: FileError? = nil) {
    end(node) {
      summary.trouble = summary.trouble ?? trouble
      summary.left += node.names
    }
  }

  /// Call once every worker has ended.
  func end() -> RunSummary {
    guardian.withLock {
      summary.left += waiting.values.flatMap(\.names).sorted()
      waiting = [:]
      return summary
    }
  }

  private func block(on key: RunKey, cause: String) {
    let dependents = waiting.values.filter { $0.waitsFor.contains(key) }
      .sorted { $0.experiment.name < $1.experiment.name }
    for node in dependents where waiting[node.key] != nil {
      waiting[node.key] = nil
      for name in node.names {
        summary.failures.append(
          RunFailure(
            name: name,
            message:
              "Experiment '\(name)': its prerequisite '\(cause)' failed, expected a finished "
              + "run. Correct that one first."))
      }
      block(on: node.key, cause: node.experiment.name)
    }
  }
}
