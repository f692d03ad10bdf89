import Cluster
import Experiments

/// A time in which Slurm does not answer, e.g. while its controller is started anew; it is borne for a while.
package struct Outage {
  /// Seconds until it is too much.
  let patience: Double
  private var since: Double?

  init(patience: Double) { self.patience = patience }

  /// - Throws: `error` itself when it is not about an answer, or when there has been none for too long.
  mutating func bear(_ error: ClusterError) throws(ClusterError) {
    guard case .programFailed(let program, let reason) = error else { throw error }
    let now = ResourceUsage.wallSeconds
    guard let since else {
      self.since = now
      // A patience of zero bears nothing.
      if patience <= 0 { throw error }
      return Console.note("\(program) does not answer (\(reason)); asking again")
    }
    if now - since >= patience { throw error }
  }

  mutating func end() {
    if since != nil { Console.note("Slurm answers again") }
    since = nil
  }
}
