import Foundation

/// Threads for tests that wait: for a process, for a file, for the moment to send a signal.
///
/// All tests share as many threads as the machine has processors, and those that compute hold them for minutes. What
/// waits there looks too late: the process that it meant to kill has long ended.
final class WaitingExecutor: TaskExecutor {
  static let shared = WaitingExecutor()

  private let queue = DispatchQueue(label: "nonsmooth.tests.waiting", attributes: .concurrent)

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
