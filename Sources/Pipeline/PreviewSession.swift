import Experiments
import Foundation
import Preview
import Reports
import Support

/// Makes again what a change of sources asks for, while the server shows it.
///
/// The pages that are open come first, from a Typst that keeps running; all others follow in a process of
/// their own, which the next change stops. Changed Swift is built, and then draws.
package final class PreviewSession {
  private let workspace: Workspace
  private let server: PreviewServer
  private let flag: CancellationFlag
  private let typst: TypstCompiler
  private var watcher: FileWatcher
  private var worker: PageWorker?
  private var others: PageWorker?
  /// Where this program lies, also after another was built there.
  private let program = Bundle.main.executableURL

  package init(workspace: Workspace, server: PreviewServer, flag: CancellationFlag) throws {
    (self.workspace, self.server, self.flag) = (workspace, server, flag)
    var typst = try TypstCompiler.installed(root: workspace.root, threads: workspace.threads)
    typst.isCancelled = { flag.isSet }
    self.typst = typst
    watcher = FileWatcher(period: 20) { Self.files(of: workspace) }
  }

  /// Makes the report where there is none, and what of an earlier one is stale.
  ///
  /// - Throws: A failure when there is none and it cannot be made.
  package func start() throws {
    if !FileManager.default.fileExists(atPath: results.path) {
      Console.note("no report of the profile \(workspace.label) yet; making it")
      if let trouble = try makeResults() { throw CommandFailure(trouble) }
    }
    _ = watcher.changes()
    makePages()
  }

  /// Looks once for what has changed and makes it; the last good page stays where that fails.
  package func step() {
    if let others, others.isIdle {
      self.others = nil
      do {
        try others.finish(unless: typst.isCancelled)
        server.refresh()
      } catch {
        report(error.description)
      }
    }
    var changed = watcher.changes()
    guard !changed.isEmpty else { return }
    // Editors save in several steps.
    usleep(20_000)
    changed.formUnion(watcher.changes())
    if changed.contains(where: { $0.hasSuffix(".py") }) { worker?.stop() }
    if changed.contains(where: { $0.hasSuffix(".swift") }), let trouble = rebuild() {
      return report(trouble)
    }
    makePages()
  }

  /// Ends all processes that this one started.
  package func stop() {
    others?.stop()
    worker?.stop()
  }

  // MARK: Making

  private var results: URL { workspace.output.appendingPathComponent("results.json") }

  private var sources: PageSources {
    PageSources(
      root: workspace.root, output: workspace.output, results: results,
      prose: Dictionary(uniqueKeysWithValues: workspace.chapters.map { ($0.name, $0.prosePath) }))
  }

  private func makePages() {
    others?.stop()
    others = nil
    let start = ResourceUsage.wallSeconds
    let open = server.openPages.compactMap(job(ofPage:))
    let first =
      open.isEmpty ? Array(ReportBuilder.jobs(chapter: nil, in: workspace.output).prefix(1)) : open
    do {
      let worker = self.worker ?? PageWorker(typst, sources)
      self.worker = worker
      try worker.make(first)
      server.refresh()
      let names = first.map(\.path.lastPathComponent).sorted().joined(separator: ", ")
      Console.note("\(names): \(Wording.duration(ResourceUsage.wallSeconds - start))")
      let others = PageWorker(typst, sources)
      if try others.begin(allJobs()) { self.others = others }
    } catch {
      report(SystemReason.sentence(of: error))
    }
  }

  /// The job of the page at a path of the server; nil for what is no page.
  private func job(ofPage path: String) -> TypstCompiler.Job? {
    let file = path == "/" ? "report.html" : String(path.dropFirst())
    return allJobs().first {
      $0.path.path == workspace.output.appendingPathComponent(file).path
    }
  }

  private func allJobs() -> [TypstCompiler.Job] {
    let names = [nil] + workspace.chapters.map(\.name)
    return names.flatMap { ReportBuilder.jobs(chapter: $0, in: workspace.output) }
  }

  /// Builds the program and lets it draw.
  ///
  /// - Returns: What went wrong, or nil.
  private func rebuild() -> String? {
    Console.note("building")
    do {
      let build = try ChildProcess(
        ["swift", "build", "-c", "release", "--product", "nonsmooth"], in: workspace.root)
      guard build.succeeds(flag) else { return Self.compilerErrors(in: build.words) }
      return try makeResults()
    } catch {
      return SystemReason.sentence(of: error)
    }
  }

  /// Runs what is stale, draws, and writes results.json, by the program as it is now.
  ///
  /// - Returns: What went wrong, or nil.
  private func makeResults() throws -> String? {
    let process = Process()
    process.executableURL = program
    process.arguments =
      ["report", "--without-pages", "--root", workspace.root.path] + workspace.commandArguments
    let child = try ChildProcess(starting: process)
    return child.succeeds(flag) ? nil : String(child.words.suffix(4000))
  }

  /// The lines with errors and what the compiler says about each; all when there are none.
  static func compilerErrors(in words: String) -> String {
    let lines = words.split(separator: "\n", omittingEmptySubsequences: false)
    let kept = lines.indices.filter { index in
      lines[max(0, index - 4)...index].contains { $0.contains("error:") }
    }
    let chosen = kept.isEmpty ? Array(lines.suffix(30)) : kept.prefix(60).map { lines[$0] }
    return "Build: failed, expected none of these errors.\n" + chosen.joined(separator: "\n")
  }

  private func report(_ trouble: String) {
    if flag.isSet { return }
    Console.error(trouble)
    server.show(trouble: trouble)
  }

  // MARK: Files

  /// Prose, sources, and what a report of another process makes.
  private static func files(of workspace: Workspace) -> [URL] {
    let root = workspace.root
    var files = below(root.appendingPathComponent("Chapters"), ["typ", "swift"])
    files += below(
      root.appendingPathComponent("Sources"), ["swift", "typ", "css", "js", "py", "bib"])
    files += below(workspace.output.appendingPathComponent("figures"), ["svg"])
    let output = ["results.json", "baselines.json"].map(workspace.output.appendingPathComponent)
    return files + output + [root.appendingPathComponent("Package.swift")]
  }

  private static func below(_ folder: URL, _ kinds: Set<String>) -> [URL] {
    let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (all?.allObjects ?? []).compactMap { $0 as? URL }.filter {
      kinds.contains($0.pathExtension)
    }
  }
}
