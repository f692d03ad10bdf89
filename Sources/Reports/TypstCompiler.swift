import Foundation
import Support

/// Typst, which is run through its Python package by `Typst/compile.py` (``PageWorker``).
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
  }

  /// A Python that has the package `typst`.
  public var python: URL
  /// Folders of fonts. Beside these Typst sees only what it carries itself, and none of the system's.
  public var fonts: [URL]
  public var threads: Int
  /// Asked while pages are made; true ends Typst.
  public var isCancelled: @Sendable () -> Bool = { false }

  public init(
    python: URL, fonts: [URL], threads: Int = ProcessInfo.processInfo.activeProcessorCount
  ) {
    (self.python, self.fonts, self.threads) = (python, fonts, threads)
  }

  /// The environment that `make setup` made under `root`/.build/typst-venv, unless the environment
  /// variable NONSMOOTH_TYPST_PYTHON names another Python.
  ///
  /// - Throws: ``ReportError/typstMissing(path:)``.
  public static func installed(
    root: URL, threads: Int = ProcessInfo.processInfo.activeProcessorCount
  ) throws(ReportError) -> TypstCompiler {
    let named = ProcessInfo.processInfo.environment["NONSMOOTH_TYPST_PYTHON"]
    let python =
      named.map { URL(filePath: $0) } ?? root.appending(path: ".build/typst-venv/bin/python")
    guard FileManager.default.isExecutableFile(atPath: python.path) else {
      throw .typstMissing(path: python.path)
    }
    return TypstCompiler(
      python: python, fonts: [root.appending(path: "Sources/CairoPlots/Fonts")], threads: threads)
  }

  /// Python with these arguments, deaf to what lies around it: variables such as PYTHONPATH, the user's own packages
  /// (-I), and all else of the environment but where shared libraries lie, without which some Pythons do not start.
  /// It leaves no compiled files behind (-B).
  public func tool(_ arguments: [String]) -> Tool {
    let around = ProcessInfo.processInfo.environment
    let kept = around.filter { ["LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"].contains($0.key) }
    return Tool(
      [python.path, "-I", "-B"] + arguments,
      environment: kept.merging(["LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"]) { $1 })
  }

  /// The version of the package `typst`; nil where this Python does not have it or does not start.
  public var version: String? {
    let script = "import importlib.metadata as m; import typst; print(m.version('typst'))"
    guard let outcome = try? tool(["-c", script]).run(seconds: 60), outcome.succeeded else {
      return nil
    }
    return outcome.text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Makes those of `jobs` that are not as they would be made, `threads` at the same time.
  ///
  /// - Throws: ``ReportError/typstMissing(path:)``, ``ReportError/typstFailed(message:)`` with Typst's message, or
  ///   ``ReportError/tool(_:)`` when it was stopped.
  public func compile(_ jobs: [Job], from sources: PageSources) throws(ReportError) {
    try PageWorker(self, sources).make(jobs)
  }
}
