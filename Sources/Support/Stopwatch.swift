import Synchronization

/// The time that a run has taken, with what processes before this one took of it.
public final class Stopwatch: Sendable {
  /// Seconds on the clock and of the processor.
  public struct Reading: Sendable, Equatable {
    public var wallSeconds: Double
    public var cpuSeconds: Double

    public init(wallSeconds: Double = 0, cpuSeconds: Double = 0) {
      (self.wallSeconds, self.cpuSeconds) = (wallSeconds, cpuSeconds)
    }
  }

  private let now: @Sendable () -> Reading
  private let start: Reading
  private let before = Mutex(Reading())

  /// Starts it.
  ///
  /// - Parameter now: Readings of clocks that only go forward. A thread's processor seconds are those of whoever asks,
  ///   so that the run's own thread reads the watch.
  public init(now: @escaping @Sendable () -> Reading) {
    self.now = now
    start = now()
  }

  /// What the run has taken so far, in all processes that made a part of it which was kept.
  public var reading: Reading {
    let (now, before) = (now(), before.withLock { $0 })
    return Reading(
      wallSeconds: before.wallSeconds + now.wallSeconds - start.wallSeconds,
      cpuSeconds: before.cpuSeconds + now.cpuSeconds - start.cpuSeconds)
  }

  /// Tells that the run goes on from what took so long.
  public func goOn(from earlier: Reading) { before.withLock { $0 = earlier } }
}
