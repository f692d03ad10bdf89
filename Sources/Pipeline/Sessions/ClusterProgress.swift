import Cluster
import Experiments
import Foundation

/// Tells how far the runs in a scheduler's hands are: a line whenever a count changes, and events.
package struct ClusterProgress {
  let events: EventStream?
  /// Runs that had no record at the start.
  let total: Int
  private var told = ""
  private var finished: Set<String> = []
  private var running: Set<String> = []
  private var failures = 0

  init(events: EventStream?, total: Int) { (self.events, self.total) = (events, total) }

  mutating func show(_ entries: [Watch.Entry]) {
    var pending = 0
    for entry in entries {
      switch entry.standing {
      case .finished:
        if finished.insert(entry.key).inserted { tell(.finished, entry.name) }
      case .running:
        if running.insert(entry.key).inserted { tell(.started, entry.name) }
      case .pending: pending += 1
      default: break
      }
    }
    let now = entries.count { if case .running = $0.standing { true } else { false } }
    let line = "[\(finished.count)/\(total)] \(now) running, \(pending) in the queue"
    guard line != told else { return }
    told = line
    Console.note(line)
  }

  mutating func failed(_ runs: [(name: String, message: String)]) {
    for group in GivenUpRuns.group(runs) {
      Console.note("failed \(group.subject): \(group.reason)")
    }
    for (name, message) in runs {
      failures += 1
      tell(.failed, name, reason: message)
    }
  }

  private func tell(_ kind: RunEvent.Kind, _ name: String, reason: String? = nil) {
    var event = RunEvent(kind, name: name)
    event.reason = reason
    (event.total, event.done, event.failed) = (total, finished.count, failures)
    events?.write(event)
  }
}
