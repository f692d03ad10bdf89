import Experiments
import Foundation
import Preview
import Reports
import Support

/// Makes again what a change of sources asks for, while the server shows it, and what a page asks of the engine.
///
/// The pages that are open come first, from a Typst that keeps running; all others follow in a process of
/// their own, which the next change stops. Changed Swift is built, and then draws; it waits for runs that a page has
/// asked for, and those for it.
package final class PreviewSession {
  private let workspace: Workspace
  private let server: PreviewServer
  private let flag: CancellationFlag
  private let typst: TypstCompiler
  private let builder: Tool
  private let program: URL
  private let requests: RequestedRuns
  private let engine: RequestProcess
  private var watcher: FileWatcher
  /// Swift that is built once the runs have ended which a page has asked for.
  private var waiting: Set<String> = []
  private var worker: PageWorker?
  private var others: PageWorker?

  /// - Parameters:
  ///   - flag: Ends the session when it is set, from any thread.
  ///   - builder: Builds `program`; nil for SwiftPM.
  ///   - program: This command, also after another was built there.
  package init(
    workspace: Workspace, server: PreviewServer, flag: CancellationFlag, builder: Tool? = nil,
    program: URL? = nil
  ) throws {
    (self.workspace, self.server, self.flag) = (workspace, server, flag)
    var typst = try TypstCompiler.installed(root: workspace.root, threads: workspace.threads)
    typst.isCancelled = { flag.isSet }
    self.typst = typst
    // The flags of `make`, since with others all modules would be compiled again.
    let command = "swift build -c release --no-color-diagnostics --product nonsmooth"
    self.builder =
      builder ?? Tool(command.split(separator: " ").map(String.init), in: workspace.root)
    self.program =
      program ?? Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])
    requests = RequestedRuns(output: workspace.output, server: server)
    engine = RequestProcess(workspace: workspace, program: self.program, runs: requests)
    watcher = FileWatcher(period: 20) { Self.files(of: workspace) }
  }

  /// Makes the report where there is none, and goes on making what changes until the flag is set. Ends all
  /// processes that it started.
  ///
  /// - Parameter ready: Called once there is something to see.
  /// - Throws: A failure when there is no report and it cannot be made, or when nobody listens any more.
  package func run(ready: () -> Void) throws {
    defer {
      server.responder.act(nil)
      engine.stop()
      others?.stop()
      worker?.stop()
    }
    if RegularFile.isAbsent(results) {
      Console.note("no report of the profile \(workspace.label) yet; making it")
      if let trouble = try makeResults() { throw CommandFailure(trouble) }
    }
    _ = watcher.changes()
    makePages()
    server.responder.act { [requests] in requests.answer(to: $0, $1) }
    if !flag.isSet { ready() }
    while !flag.isSet {
      guard server.isListening else {
        throw PreviewError.failed(reason: "no longer listens at \(server.address)")
      }
      step()
      usleep(150_000)
    }
  }

  /// Looks once for what has changed and makes it; the last good page stays where that fails.
  private func step() {
    if let others, others.isIdle {
      self.others = nil
      do {
        try others.finish(unless: typst.isCancelled)
      } catch {
        report(error.description)
      }
    }
    engine.step()
    var changed = watcher.changes()
    // Editors save in several steps.
    if !changed.isEmpty {
      usleep(20_000)
      changed.formUnion(watcher.changes())
    }
    changed.formUnion(waiting)
    let before = waiting
    waiting = engine.isMakingRuns ? changed.filter { $0.hasSuffix(".swift") } : []
    if !waiting.isEmpty, before.isEmpty { Console.note("building when the runs have ended") }
    changed.subtract(waiting)
    guard !changed.isEmpty else { return }
    if changed.contains(where: { $0.hasSuffix(".py") }) { worker?.stop() }
    if changed.contains(where: { $0.hasSuffix(".swift") }), let trouble = rebuild() {
      return report(trouble)
    }
    makePages()
  }

  // MARK: Making

  private var results: URL { workspace.output.appendingPathComponent("results.json") }

  private var sources: PageSources {
    PageSources(
      root: workspace.root, output: workspace.output, results: results,
      chapters: workspace.chapters.map(\.name))
  }

  private func makePages() {
    others?.stop()
    others = nil
    if flag.isSet { return }
    let start = ResourceUsage.wallSeconds
    let inView = server.pagesInView.compactMap(job(ofPage:))
    let first = inView.isEmpty ? Array(allJobs().prefix(1)) : inView
    do {
      let worker = self.worker ?? PageWorker(typst, sources)
      self.worker = worker
      try worker.make(first)
      server.trouble = nil
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
    engine.stop()
    do {
      return try requests.wait(because: "Changed sources are being built first.") {
        if let words = try failure(of: builder) { return Self.compilerErrors(in: words) }
        return try makeResults()
      }
    } catch {
      return SystemReason.sentence(of: error)
    }
  }

  /// Runs what is stale, draws, and writes results.json, by the program as it is now.
  ///
  /// - Returns: What went wrong, or nil.
  private func makeResults() throws -> String? {
    let words = ["report", "--without-pages"] + workspace.childArguments
    return try failure(of: Tool([program.path] + words)).map { String($0.suffix(4000)) }
  }

  /// What a program said that failed; nil when it did not, or was stopped since the flag is set.
  private func failure(of tool: Tool) throws -> String? {
    let running = try tool.start(mergesErrors: true)
    while running.isRunning(waiting: 20), !flag.isSet {}
    guard flag.isSet else { return try running.outcome().succeeded ? nil : running.words }
    running.interrupt()
    return nil
  }

  /// The lines with errors and what the compiler says about each; all when there are none.
  package static func compilerErrors(in words: String) -> String {
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
    server.trouble = trouble
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
