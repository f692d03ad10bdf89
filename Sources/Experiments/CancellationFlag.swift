import Foundation

/// Set once, from any thread, to ask running work to stop.
public final class CancellationFlag: @unchecked Sendable {
  private let lock = NSLock()
  private var value = false
  private let watchesInterrupt: Bool

  public init() { watchesInterrupt = false }

  private init(watchesInterrupt: Bool) { self.watchesInterrupt = watchesInterrupt }

  /// Set by Ctrl-C (SIGINT) or SIGTERM from the first call on. A second Ctrl-C ends the process.
  public static func onInterrupt() -> CancellationFlag {
    // The parent may have started the process with both blocked.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] { sigaddset(&signals, number) }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        // Nothing but an assignment and `signal` is safe in a handler.
        interruptReceived = 1
        signal(number, SIG_DFL)
      }
    }
    return CancellationFlag(watchesInterrupt: true)
  }

  public func set() { lock.withLock { value = true } }

  public var isSet: Bool {
    (watchesInterrupt && interruptReceived != 0) || lock.withLock { value }
  }
}

/// Written by the signal handler alone; an aligned 32-bit store is never torn.
nonisolated(unsafe) private var interruptReceived: Int32 = 0
