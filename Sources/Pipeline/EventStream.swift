import Experiments
import Foundation
import Support

/// Events as lines of JSON on standard output, one object a line, from several threads.
///
/// Docs/Events.md lists the events and their fields.
package final class EventStream: @unchecked Sendable {
  private let lock = NSLock()
  /// Guarded by `lock`.
  private var hasPlan = false

  package init() {}

  package func write(_ event: RunEvent) {
    guard let line = try? CanonicalJSON.encode(event) else { return }
    lock.withLock {
      print(String(decoding: line, as: UTF8.self))
      fflush(nil)
    }
  }

  /// One `planned` event for each run that will be made, and one `skipped` for each that has its record; the
  /// first time only, since runs that other machines have made are there by the second.
  func planned(_ wanted: [Experiment], by pipeline: ReportPipeline) throws {
    let isFirst = lock.withLock {
      defer { hasPlan = true }
      return !hasPlan
    }
    guard isFirst else { return }
    let plan = try Scheduler(store: pipeline.store, concurrency: pipeline.workspace.threads)
      .plan(wanted)
    let index = OutputIndex.present(of: pipeline.workspace)
    let reader = try RunStatusReader(pipeline, plan: plan, index: index)
    for run in plan {
      let status = try reader.status(of: run.name)
      var event = RunEvent(status.isFresh ? .skipped : .planned, name: run.name)
      (event.state, event.reason) = (status.state.rawValue, status.why)
      if !status.isFresh { event.seconds = run.estimatedSeconds }
      write(event)
    }
  }

  /// The last event of a command that made pages.
  func end(html: String, pdf: String) {
    var event = RunEvent(.end)
    (event.html, event.pdf) = (html, pdf)
    write(event)
  }
}
