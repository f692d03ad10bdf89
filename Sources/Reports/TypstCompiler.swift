import Foundation

/// Typst, run through its Python package by Sources/Reports/Typst/compile.py.
public struct TypstCompiler: Sendable {
  public enum Format: String, Sendable, CaseIterable { case html, pdf }

  /// One document: the whole report, or one chapter of it.
  public struct Job: Sendable {
    public var format: Format
    public var chapter: String?
    public var path: URL

    public init(_ format: Format, chapter: String? = nil, path: URL) {
      (self.format, self.chapter, self.path) = (format, chapter, path)
    }

    /// As compile.py takes it.
    public var argument: String { "\(format.rawValue):\(chapter ?? ""):\(path.path)" }
  }

  /// A Python that has the package `typst`.
  public var python: URL
  /// Folders of fonts beside the system's, e.g. that of Inter.
  public var fontPaths: [String]

  public init(python: URL, fontPaths: [String] = []) {
    (self.python, self.fontPaths) = (python, fontPaths)
  }

  /// The environment that `make setup` made under `root`/.build/typst-venv, unless the environment
  /// variable NONSMOOTH_TYPST_PYTHON names another Python.
  ///
  /// - Throws: ``ReportError/typstMissing(path:)``.
  public static func installed(root: URL) throws(ReportError) -> TypstCompiler {
    let named = ProcessInfo.processInfo.environment["NONSMOOTH_TYPST_PYTHON"]
    let python =
      named.map { URL(filePath: $0) } ?? root.appending(path: ".build/typst-venv/bin/python")
    guard FileManager.default.isExecutableFile(atPath: python.path) else {
      throw .typstMissing(path: python.path)
    }
    return TypstCompiler(python: python)
  }

  /// compile.py, not yet started: `arguments` are jobs, or what else it takes.
  public func process(
    _ arguments: [String], root: URL, results: URL, output: URL
  ) -> Process {
    let process = Process()
    process.executableURL = python
    process.arguments =
      [
        root.appending(path: "Sources/Reports/Typst/compile.py").path,
        root.path, results.path, output.path
      ] + arguments
    var environment = ProcessInfo.processInfo.environment
    environment["NONSMOOTH_FONT_PATHS"] = fontPaths.joined(separator: ":")
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    process.environment = environment
    return process
  }

  /// Compiles every job in one process, as many at once as there are processors; a page whose
  /// inputs are as they were is not made again.
  ///
  /// - Throws: ``ReportError/typstMissing(path:)``, or ``ReportError/typstFailed(message:)`` with
  ///   Typst's message.
  public func compile(
    _ jobs: [Job], root: URL, results: URL, output: URL
  ) throws(ReportError) {
    let process = process(
      jobs.map(\.argument), root: root, results: results, output: output)
    let messages = Pipe()
    process.standardError = messages
    process.standardOutput = FileHandle.nullDevice
    do {
      try process.run()
    } catch {
      throw .typstMissing(path: python.path)
    }
    let text = String(decoding: messages.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw .typstFailed(message: Self.message(from: text, python: python.path))
    }
  }

  /// The driver's own message, or the last line of what Python said when it could not start.
  public static func message(from text: String, python: String) -> String {
    if text.contains("No module named 'typst'") {
      return ReportError.typstMissing(path: python).description
    }
    if text.hasPrefix("Traceback") {
      let last = text.split(separator: "\n").last.map(String.init) ?? "no message"
      return "Typst driver: \(last), expected a page. Run `make setup` again."
    }
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
