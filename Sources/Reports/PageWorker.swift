import Foundation
import Support

/// compile.py, kept running, so that Typst remembers what it has laid out. It belongs to one thread at a time, and
/// ends with this object, also when this program is killed.
public final class PageWorker {
  private let typst: TypstCompiler
  private let sources: PageSources
  private var running: RunningTool?

  public init(_ typst: TypstCompiler, _ sources: PageSources) {
    (self.typst, self.sources) = (typst, sources)
  }

  /// What compile.py reads, on one line; Sources/Reports/Typst/compile.py says how it answers.
  private struct Request: Encodable {
    var inputs: [String: String]
    var fonts: [String]
    var threads: Int
    var pages: [PageSources.Stale]
  }

  private struct Answer: Decodable { var error: String? }

  /// Makes those of `jobs` that are stale.
  ///
  /// - Throws: What Typst said, or that it was stopped.
  public func make(_ jobs: [TypstCompiler.Job]) throws(ReportError) {
    if try begin(jobs) { _ = try finish(unless: typst.isCancelled) }
  }

  /// Begins to make those of `jobs` that are stale.
  ///
  /// - Returns: Whether there are any.
  public func begin(_ jobs: [TypstCompiler.Job]) throws(ReportError) -> Bool {
    let stale = sources.stale(jobs, for: typst)
    if stale.isEmpty { return false }
    var inputs = [
      "root": sources.root.path, "results": sources.results.path, "words": sources.words.path,
      "output": sources.output.path
    ]
    let baselines = sources.baselines
    if RegularFile.isAbsent(baselines) != true { inputs["baselines"] = baselines.path }
    let request = Request(
      inputs: inputs, fonts: typst.fonts.map(\.path), threads: max(1, typst.threads), pages: stale)
    do throws(ToolError) {
      if running?.isRunning != true {
        let driver = PageSources.folder(in: sources.root).appending(path: "compile.py")
        running = try typst.tool([driver.path]).start(takesInput: true)
      }
    } catch {
      if case .notFound = error { throw .typstMissing(path: typst.python.path) }
      throw .tool(error)
    }
    // Strings and numbers, which can always be encoded.
    let line = (try? JSONEncoder().encode(request)) ?? Data()
    running?.feed(line + Data("\n".utf8))
    return true
  }

  /// Waits until what was begun is made; with `isCancelled`, ends it as soon as that says so.
  ///
  /// - Throws: What went wrong first, or that it was stopped.
  public func finish(unless isCancelled: () -> Bool) throws(ReportError) {
    guard let running else { return }
    guard let line = running.line(unless: isCancelled) else {
      let wasRunning = running.isRunning
      stop()
      if wasRunning { throw .tool(.cancelled("Typst")) }
      throw failure(of: running)
    }
    guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(line.utf8)) else {
      stop()
      throw failure(of: running)
    }
    if let error = answer.error { throw .typstFailed(message: error) }
  }

  /// Whether what was begun has come to an end, which `finish` then tells.
  public var isIdle: Bool {
    guard let running else { return true }
    return !running.isRunning || running.output.contains(UInt8(ascii: "\n"))
  }

  public func stop() {
    running?.stop()
    running = nil
  }

  /// Why Python did not start, or went away: the last thing it said, without its trace.
  private func failure(of tool: RunningTool) -> ReportError {
    let words = String(decoding: tool.errors, as: UTF8.self)
    if words.contains("No module named 'typst'") { return .typstMissing(path: typst.python.path) }
    let last = words.split(separator: "\n").last.map(String.init) ?? "it said nothing"
    return .typstFailed(
      message: "Python '\(typst.python.path)': ended without the pages "
        + "(\(Wording.printable(last))), expected to make them. Run `make setup` again.")
  }
}
