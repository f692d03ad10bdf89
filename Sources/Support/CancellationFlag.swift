import Foundation

/// Set once, from any thread, to ask running work to stop.
public final class CancellationFlag: @unchecked Sendable {
  private let lock = NSLock()
  private var value = false
  private let watchesInterrupt: Bool

  public init() { watchesInterrupt = false }

  private init(watchesInterrupt: Bool) { self.watchesInterrupt = watchesInterrupt }

  /// Set by Ctrl-C (SIGINT) or SIGTERM from the first call on. A second Ctrl-C ends the process.
  ///
  /// Work that does not look at the flag, such as a long training step, or a checkpoint of gigabytes,
  /// would keep the user waiting. So the process ends with status 2 in any case `grace` seconds after
  /// the signal; whatever is on the disk then is as after a SIGKILL, whole.
  ///
  /// - Parameter lastWords: Written to standard error in that case.
  public static func onInterrupt(
    grace: Double = 1.5,
    lastWords: String = "Runs: interrupted in the middle of a step, expected to finish. "
      + "Start again to continue; finished runs and the last checkpoints of others are kept."
  ) -> CancellationFlag {
    // The parent may have started the process with both blocked.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] { sigaddset(&signals, number) }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    var ends: [Int32] = [-1, -1]
    if pipe(&ends) == 0 {
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      wakingEnd = ends[1]
    }
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        // Nothing but assignments, `write` and `signal` is safe in a handler.
        interruptReceived = 1
        var byte: UInt8 = 1
        _ = write(wakingEnd, &byte, 1)
        signal(number, SIG_DFL)
      }
    }
    let text = Array("nonsmooth: \(lastWords)\n".utf8)
    let sleepingEnd = ends[0]
    let watch = Thread {
      var byte: UInt8 = 0
      while read(sleepingEnd, &byte, 1) != 1 {
        // Interrupted by another signal, or without a pipe, where only the flag is left.
        guard errno == EINTR else { return }
      }
      usleep(UInt32(grace * 1e6))
      _ = write(2, text, text.count)
      _exit(2)
    }
    watch.start()
    return CancellationFlag(watchesInterrupt: true)
  }

  public func set() { lock.withLock { value = true } }

  public var isSet: Bool {
    (watchesInterrupt && interruptReceived != 0) || lock.withLock { value }
  }
}

/// Written by the signal handler alone; an aligned 32-bit store is never torn.
nonisolated(unsafe) private var interruptReceived: Int32 = 0

/// Where the handler wakes the thread that ends the process; set before the handler.
nonisolated(unsafe) private var wakingEnd: Int32 = -1
