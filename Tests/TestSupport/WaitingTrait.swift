import Foundation
import Testing

/// Runs the tests of a suite that wait, for a process, a file or the moment to send a signal, on threads of their own.
///
/// All tests share as many threads as the machine has processors, and those that compute hold them for minutes. Who
/// waits for a turn there looks too late: the process to be killed has long ended, or the suite's time limit is over.
public struct WaitingTrait: SuiteTrait, TestTrait, TestScoping {
  /// To the tests, which asks for a trait of tests as well.
  public var isRecursive: Bool { true }

  public func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await withTaskExecutorPreference(Threads.shared) { try await function() }
  }

  /// A thread for each job: a concurrent queue has no more than the processors, shared with all other tests.
  private final class Threads: TaskExecutor {
    static let shared = Threads()

    func enqueue(_ job: consuming ExecutorJob) {
      let job = UnownedJob(job)
      Thread.detachNewThread { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
  }
}

extension Trait where Self == WaitingTrait {
  /// For suites whose tests wait for what happens outside them.
  public static var waiting: Self { WaitingTrait() }
}
