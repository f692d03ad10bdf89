import Foundation

/// Hands out runs whose prerequisites are finished, the longest first.
final class RunQueue: @unchecked Sendable {
  struct Node {
    let experiment: Experiment
    let key: RunKey
    let estimate: Double
    /// The runs that it waits for, without those that have records.
    var waitsFor: Set<RunKey>
    /// All names that share the key.
    var names: [String]
  }

  private let condition = NSCondition()
  private var waiting: [RunKey: Node] = [:]
  private var running: [RunKey: Node] = [:]
  private var summary = RunSummary()
  private let flag: CancellationFlag

  init(_ nodes: [Node], fresh: [String], warnings: [String], flag: CancellationFlag) {
    for node in nodes { waiting[node.key] = node }
    summary.fresh = fresh
    summary.warnings = warnings
    self.flag = flag
  }

  /// Waits for a run that can start; nil when none is left, the user stopped or the disk refused a
  /// file. `alone` tells that nothing else can run until this one has ended.
  func next() -> (node: Node, alone: Bool)? {
    condition.lock()
    defer { condition.unlock() }
    while true {
      if flag.isSet || summary.trouble != nil { return nil }
      let isTaken = running.values.contains(where: \.experiment.runsAlone)
      let ready = waiting.values.filter {
        $0.waitsFor.isEmpty && !isTaken && (running.isEmpty || !$0.experiment.runsAlone)
      }
      let choice = ready.min {
        ($1.estimate, $0.experiment.name) < ($0.estimate, $1.experiment.name)
      }
      if let choice {
        let alone = choice.experiment.runsAlone || running.isEmpty && ready.count == 1
        waiting[choice.key] = nil
        running[choice.key] = choice
        return (choice, alone)
      }
      if running.isEmpty { return nil }
      // Wakes now and then to see the flag.
      _ = condition.wait(until: Date(timeIntervalSinceNow: 0.2))
    }
  }

  func finished(_ node: Node) {
    condition.lock()
    defer { condition.unlock() }
    running[node.key] = nil
    for key in waiting.keys { waiting[key]?.waitsFor.remove(node.key) }
    summary.finished += node.names
    condition.broadcast()
  }

  func failed(_ node: Node, message: String) {
    condition.lock()
    defer { condition.unlock() }
    running[node.key] = nil
    for name in node.names { summary.failures.append(RunFailure(name: name, message: message)) }
    block(on: node.key, cause: node.experiment.name)
    condition.broadcast()
  }

  /// Puts a stopped run among those left; with the disk's refusal, no other is begun.
  func stopped(_ node: Node, by trouble: ExperimentsError? = nil) {
    condition.lock()
    defer { condition.unlock() }
    running[node.key] = nil
    summary.trouble = summary.trouble ?? trouble
    summary.left += node.names
    condition.broadcast()
  }

  /// Call once every worker has ended.
  func end() -> RunSummary {
    condition.lock()
    defer { condition.unlock() }
    summary.left += waiting.values.flatMap(\.names).sorted()
    waiting = [:]
    return summary
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
