import CSpawn
import Foundation

#if canImport(Darwin)
  private typealias FileActions = posix_spawn_file_actions_t?
  private typealias Attributes = posix_spawnattr_t?
#else
  private typealias FileActions = posix_spawn_file_actions_t
  private typealias Attributes = posix_spawnattr_t
#endif

/// A program that was started. It belongs to one thread at a time; what it writes is taken whenever it is asked
/// anything, and it is ended with this object.
public final class RunningTool {
  public let command: [String]
  /// Everything written so far that no call of `line` has taken.
  public private(set) var output = Data()
  public private(set) var errors = Data()

  public let processIdentifier: pid_t
  /// What waitpid said; nil while the program runs.
  private var ending: Int32?
  /// Each -1 once closed.
  private var inputEnd: Int32
  private var outputEnd: Int32
  private var errorEnd: Int32
  private var unsent = Data()
  private var endsInput = false

  fileprivate init(
    command: [String], process: pid_t, inputEnd: Int32, outputEnd: Int32, errorEnd: Int32
  ) {
    (self.command, processIdentifier) = (command, process)
    (self.inputEnd, self.outputEnd, self.errorEnd) = (inputEnd, outputEnd, errorEnd)
  }

  deinit {
    stop()
    closeEnds()
  }

  // MARK: Asking

  public var isRunning: Bool { isRunning(waiting: 0) }

  /// Takes what the program has written, waiting up to so many milliseconds for something to happen.
  public func isRunning(waiting milliseconds: Int32) -> Bool {
    guard ending == nil else { return false }
    exchange(waiting: milliseconds)
    var status: Int32 = 0
    let found = waitpid(processIdentifier, &status, WNOHANG)
    guard found == processIdentifier || (found < 0 && errno == ECHILD) else { return true }
    ending = status
    // What it wrote last; a child of its own may keep the pipe open, which is not waited for.
    exchange(waiting: 0)
    closeEnds()
    return false
  }

  /// Output and errors as text.
  public var words: String { String(decoding: output + errors, as: UTF8.self) }

  /// The next whole line of output, taken away; nil when the program has ended, or `isCancelled`, before there is
  /// one.
  public func line(unless isCancelled: () -> Bool = { false }) -> String? {
    while true {
      let isRunning = isRunning(waiting: output.contains(UInt8(ascii: "\n")) ? 0 : 20)
      if let end = output.firstIndex(of: UInt8(ascii: "\n")) {
        let line = output[output.startIndex..<end]
        output = Data(output[(end + 1)...])
        return String(decoding: line, as: UTF8.self)
      }
      guard isRunning, !isCancelled() else { return nil }
    }
  }

  /// Waits for the end; false when it failed, or was stopped since `isCancelled`.
  public func succeeds(unless isCancelled: () -> Bool = { false }) -> Bool {
    while isRunning(waiting: 20) {
      guard !isCancelled() else {
        stop()
        return false
      }
    }
    return ending == 0
  }

  /// What came of a program that has ended.
  ///
  /// - Throws: `ended` when a signal ended it.
  public func outcome() throws(ToolError) -> Tool.Outcome {
    let status = ending ?? 0
    let signal = status & 0x7F
    guard signal == 0 else { throw .ended(command[0], signal: signal) }
    return Tool.Outcome(status: status >> 8 & 0xFF, output: output, errors: errors)
  }

  // MARK: Telling

  /// Writes to the program's standard input, now or as soon as it reads; nothing when it has ended.
  public func feed(_ data: Data) {
    unsent.append(data)
    exchange(waiting: 0)
  }

  /// Ends the standard input once all is written.
  public func endInput() {
    endsInput = true
    exchange(waiting: 0)
  }

  /// Ends the program: politely, and after two seconds for good.
  public func stop() {
    guard isRunning else { return }
    kill(processIdentifier, SIGTERM)
    for _ in 0..<100 where isRunning(waiting: 20) {}
    guard isRunning else { return }
    kill(processIdentifier, SIGKILL)
    while isRunning(waiting: 20) {}
  }

  // MARK: Descriptors

  private func exchange(waiting milliseconds: Int32) {
    var ends = [
      pollfd(fd: outputEnd, events: Int16(POLLIN), revents: 0),
      pollfd(fd: errorEnd, events: Int16(POLLIN), revents: 0),
      pollfd(fd: unsent.isEmpty ? -1 : inputEnd, events: Int16(POLLOUT), revents: 0)
    ]
    if outputEnd < 0 && errorEnd < 0 && ends[2].fd < 0 {
      if milliseconds > 0 { usleep(1_000) }
    } else {
      poll(&ends, nfds_t(ends.count), milliseconds)
    }
    send()
    take(from: &outputEnd, into: &output)
    take(from: &errorEnd, into: &errors)
  }

  private func send() {
    while inputEnd >= 0, !unsent.isEmpty {
      let count = unsent.withUnsafeBytes { bytes in
        #if canImport(Darwin)
          Darwin.send(inputEnd, bytes.baseAddress, bytes.count, 0)
        #else
          // A program that reads no more must not end this one by SIGPIPE.
          Glibc.send(inputEnd, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        #endif
      }
      if count < 0 && errno == EINTR { continue }
      if count < 0 && errno == EAGAIN { return }
      unsent = count < 0 ? Data() : Data(unsent.dropFirst(count))
    }
    if endsInput, inputEnd >= 0 {
      close(inputEnd)
      inputEnd = -1
    }
  }

  private func take(from end: inout Int32, into data: inout Data) {
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while end >= 0 {
      let count = read(end, &piece, piece.count)
      if count < 0 && errno == EINTR { continue }
      if count < 0 && errno == EAGAIN { return }
      if count <= 0 {
        close(end)
        end = -1
      } else {
        data.append(contentsOf: piece[..<count])
      }
    }
  }

  private func closeEnds() {
    for end in [inputEnd, outputEnd, errorEnd] where end >= 0 { close(end) }
    (inputEnd, outputEnd, errorEnd) = (-1, -1, -1)
  }
}

extension RunningTool {
  convenience init(_ tool: Tool, takesInput: Bool, mergesErrors: Bool) throws(ToolError) {
    var opened: [Int32] = []
    func failure(_ code: Int32) -> ToolError {
      for end in opened { close(end) }
      return code == ENOENT && tool.folder.map { RegularFile.isAbsent($0) } != true
        ? .notFound(tool.command[0])
        : .notStarted(tool.command[0], reason: SystemReason.words(forCode: code))
    }
    /// Ours, which never blocks, and the program's. A socket of the Unix family where we write, since a write to it
    /// can be told to raise no SIGPIPE.
    func ends(writing: Bool) throws(ToolError) -> (own: Int32, other: Int32) {
      var pair: [Int32] = [-1, -1]
      #if canImport(Darwin)
        let stream = SOCK_STREAM
      #else
        let stream = Int32(SOCK_STREAM.rawValue)
      #endif
      guard (writing ? socketpair(AF_UNIX, stream, 0, &pair) : pipe(&pair)) == 0 else {
        throw failure(errno)
      }
      opened += pair
      for end in pair { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      _ = fcntl(pair[0], F_SETFL, fcntl(pair[0], F_GETFL) | O_NONBLOCK)
      #if canImport(Darwin)
        var yes: Int32 = 1
        if writing { setsockopt(pair[0], SOL_SOCKET, SO_NOSIGPIPE, &yes, 4) }
      #endif
      return (pair[0], pair[1])
    }
    let output = try ends(writing: false)
    let errors = mergesErrors ? (own: -1, other: output.other) : try ends(writing: false)
    let input = takesInput ? try ends(writing: true) : (own: -1, other: -1)

    var actions = FileActions()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if takesInput {
      posix_spawn_file_actions_adddup2(&actions, input.other, 0)
    } else {
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    posix_spawn_file_actions_adddup2(&actions, output.other, 1)
    posix_spawn_file_actions_adddup2(&actions, errors.other, 2)
    if let folder = tool.folder {
      posix_spawn_file_actions_addchdir_np(&actions, folder.path)
    }
    // Signals as a program expects them, whatever this one does with its own.
    var attributes = Attributes()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var (none, usual) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigemptyset(&usual)
    for signal in [SIGINT, SIGTERM, SIGPIPE] { sigaddset(&usual, signal) }
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &usual)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))

    let environment = tool.environment ?? ProcessInfo.processInfo.environment
    var words = tool.command.map { strdup($0) } + [nil]
    var variables = environment.sorted { $0.key < $1.key }.map { strdup("\($0)=\($1)") } + [nil]
    defer { for word in words + variables { free(word) } }
    var process: pid_t = 0
    let code = posix_spawnp(
      &process, tool.command[0], &actions, &attributes, &words, &variables)
    guard code == 0 else { throw failure(code) }
    for end in Set([output.other, errors.other, input.other]) where end >= 0 { close(end) }
    self.init(
      command: tool.command, process: process, inputEnd: input.own, outputEnd: output.own,
      errorEnd: errors.own)
  }
}
