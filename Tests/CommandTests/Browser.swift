import Foundation
import TestSupport

/// A headless Chromium, driven over its DevTools protocol through a pair of pipes.
///
/// **Source**: https://chromedevtools.github.io/devtools-protocol; with `--remote-debugging-pipe`
/// Chromium reads requests from descriptor 3 and writes answers and events to descriptor 4, each a
/// JSON text that ends in a zero byte.
final class Browser {
  /// The first Chromium on the search path; the same names as in the Makefile.
  static let executable: String? = {
    let names = ["chromium", "chromium-browser", "google-chrome"]
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return names.lazy.flatMap { name in folders.map { "\($0)/\(name)" } }
      .first(where: FileManager.default.isExecutableFile)
  }()

  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  private let process = Process()
  private let requests = Pipe()
  private let answers = Pipe()
  private let folder: TemporaryDirectory
  private var buffer: [UInt8] = []
  private var lastID = 0
  private var session: String?
  /// Events of the open page that have not been looked at.
  private var events: [[String: Any]] = []

  /// Starts the browser with one empty page.
  init() throws {
    guard let executable = Self.executable else { throw Failure(description: "no Chromium") }
    folder = try TemporaryDirectory()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    // The shell moves the pipes to the two descriptors; Chromium's own chatter is of no use.
    let line = "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1"
    process.arguments = [
      "-c", line, executable, "--headless=new", "--no-sandbox", "--disable-gpu",
      "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions",
      "--disable-background-networking", "--remote-debugging-pipe",
      "--user-data-dir=\(folder.url.path)"
    ]
    process.standardInput = requests
    process.standardOutput = answers
    process.standardError = FileHandle.nullDevice
    try process.run()
    let target = try call("Target.createTarget", ["url": "about:blank"])
    let attached = try call(
      "Target.attachToTarget", ["targetId": target["targetId"] ?? "", "flatten": true])
    session = attached["sessionId"] as? String
    for domain in ["Page", "Runtime", "Log"] { try call("\(domain).enable") }
  }

  deinit {
    try? requests.fileHandleForWriting.close()
    // Closing the pipe ends the browser; a signal could be blocked in the thread that started it.
    process.waitUntilExit()
  }

  /// Opens a file and waits until it has loaded.
  ///
  /// - Parameters:
  ///   - width: Of the view, in CSS pixels.
  ///   - dark: Whether the reader prefers dark colors.
  func open(_ file: URL, width: Int, dark: Bool = false) throws {
    try call(
      "Emulation.setDeviceMetricsOverride",
      ["width": width, "height": 844, "deviceScaleFactor": 1, "mobile": width < 600])
    try call(
      "Emulation.setEmulatedMedia",
      ["features": [["name": "prefers-color-scheme", "value": dark ? "dark" : "light"]]])
    events = []
    let answer = try call("Page.navigate", ["url": file.absoluteString])
    if let text = answer["errorText"] { throw Failure(description: "\(file.path): \(text)") }
    while !events.contains(where: { $0["method"] as? String == "Page.loadEventFired" }) {
      events.append(try receive())
    }
  }

  /// The value of an expression, which may be a promise, in the open page.
  func evaluate(_ expression: String) throws -> Any? {
    let answer = try call(
      "Runtime.evaluate",
      ["expression": expression, "awaitPromise": true, "returnByValue": true])
    if let details = answer["exceptionDetails"] as? [String: Any] {
      let thrown = (details["exception"] as? [String: Any])?["description"] ?? details["text"]
      throw Failure(description: "JavaScript: \(thrown ?? "no message")")
    }
    return (answer["result"] as? [String: Any])?["value"]
  }

  /// What the open page has put on its console as an error or a warning, or thrown, so far.
  var complaints: [String] {
    events.compactMap { event in
      let parameters = event["params"] as? [String: Any] ?? [:]
      switch event["method"] as? String {
      case "Runtime.consoleAPICalled":
        let type = parameters["type"] as? String ?? ""
        guard ["error", "warning", "assert"].contains(type) else { return nil }
        let values = parameters["args"] as? [[String: Any]] ?? []
        return values.map { "\($0["value"] ?? $0["description"] ?? "?")" }.joined(separator: " ")
      case "Runtime.exceptionThrown":
        return (parameters["exceptionDetails"] as? [String: Any])?["text"] as? String
      case "Log.entryAdded":
        let entry = parameters["entry"] as? [String: Any] ?? [:]
        guard ["error", "warning"].contains(entry["level"] as? String ?? "") else { return nil }
        return "\(entry["text"] ?? "") \(entry["url"] ?? "")"
      default: return nil
      }
    }
  }

  @discardableResult
  private func call(
    _ method: String, _ parameters: [String: Any] = [:]
  ) throws -> [String: Any] {
    lastID += 1
    var message: [String: Any] = ["id": lastID, "method": method, "params": parameters]
    message["sessionId"] = session
    let text = try JSONSerialization.data(withJSONObject: message)
    try requests.fileHandleForWriting.write(contentsOf: text + [0])
    while true {
      let received = try receive()
      guard received["id"] as? Int == lastID else {
        events.append(received)
        continue
      }
      if let error = received["error"] as? [String: Any] {
        throw Failure(description: "\(method): \(error["message"] ?? "no message")")
      }
      return received["result"] as? [String: Any] ?? [:]
    }
  }

  /// The next message; waits for it up to a minute.
  private func receive() throws -> [String: Any] {
    let descriptor = answers.fileHandleForReading.fileDescriptor
    while true {
      if let end = buffer.firstIndex(of: 0) {
        let message = Data(buffer[..<end])
        buffer.removeSubrange(...end)
        return try JSONSerialization.jsonObject(with: message) as? [String: Any] ?? [:]
      }
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&waiting, 1, 60_000) > 0 else {
        throw Failure(description: "Chromium: no answer within a minute")
      }
      var piece = [UInt8](repeating: 0, count: 1 << 16)
      let count = read(descriptor, &piece, piece.count)
      guard count > 0 else { throw Failure(description: "Chromium: ended early") }
      buffer += piece[..<count]
    }
  }
}
