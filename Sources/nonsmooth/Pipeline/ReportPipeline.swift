import ChapterKit
import Foundation

/// From chapters to pages: runs what is stale, lets the chapters judge, draws, and builds.
struct ReportPipeline {
  let workspace: Workspace
  let setting: Setting
  let chapters: [any Chapter]
  let experiments: [String: [Experiment]]
  let store: DirectoryRunStore
  private let flag = CancellationFlag.onInterrupt()

  /// Files that a plan goes without, a sentence each.
  let notes: [String]

  /// - Parameters:
  ///   - chapters: Those whose runs are wanted.
  ///   - isPlan: Whether the runs are only listed.
  init(workspace: Workspace, chapters: [any Chapter], isPlan: Bool = false) throws {
    self.workspace = workspace
    self.chapters = chapters
    var (setting, notes) = try DatasetChoice(workspace: workspace).setting(isPlan: isPlan)
    setting.numerics = workspace.numerics
    (self.setting, self.notes) = (setting, notes)
    experiments = try Dictionary(
      uniqueKeysWithValues: chapters.map { ($0.name, try $0.experiments(for: setting)) })
    store = DirectoryRunStore(
      root: workspace.store, code: try CodeFingerprints.current(numerics: workspace.numerics))
  }

  /// The runs of all chapters, in order.
  var runs: [Experiment] { chapters.flatMap { experiments[$0.name] ?? [] } }

  /// What is finished and what is not, without running anything.
  func plan() throws -> [PlannedRun] {
    try Scheduler(store: store, concurrency: workspace.threads).plan(runs)
  }

  /// Runs what is not finished and returns each chapter with its findings.
  func perform() throws -> [ReportChapter] {
    try perform(runs)
    return try chapters.map { chapter in
      let results = try StoredResults(store: store, experiments: experiments[chapter.name] ?? [])
      return ReportChapter(
        name: chapter.name, title: chapter.title, paperSections: chapter.paperSections,
        prosePath: chapter.prosePath, report: try chapter.report(from: results, for: setting))
    }
  }

  /// Runs what is not finished of `experiments`.
  ///
  /// - Throws: A failure that lists what failed, each with the command that tries it alone, or what
  ///   `RunSummary.requireAll` throws.
  func perform(_ experiments: [Experiment]) throws {
    let scheduler = Scheduler(
      store: store, concurrency: workspace.threads, flag: flag, progress: ProgressReporter(),
      checkpointSeconds: workspace.checkpointSeconds)
    let summary = try scheduler.run(experiments)
    guard summary.trouble == nil, !summary.failures.isEmpty else { return try summary.requireAll() }
    let lines = summary.failures.map { failure in
      "  \(failure.name): \(failure.message)\n"
        + "    alone: nonsmooth store run \(failure.name) \(workspace.options)"
    }
    let (failed, done) = (summary.failures.count, summary.finished.count + summary.fresh.count)
    let left = summary.left.isEmpty ? "" : ", \(summary.left.count) are left"
    throw CommandFailure(
      "Runs: \(failed) failed, expected none; \(done) are finished and kept\(left). "
        + "Try each alone:\n" + lines.joined(separator: "\n"))
  }

  /// Builds pages, and says what is being done.
  ///
  /// - Throws: A failure when the user stops it, or the builder's own errors.
  func pages(
    of reports: [ReportChapter],
    _ build: (ReportBuilder, TypstCompiler) throws -> ReportBuilder.Pages
  ) throws -> ReportBuilder.Pages {
    let typst = try TypstCompiler.installed(root: workspace.root)
    let builder = try builder(for: reports)
    Console.note("making the pages")
    do {
      return try build(builder, typst)
    } catch {
      // Ctrl-C ends Typst too, whose own complaint about it would say nothing.
      try checkInterrupt(before: "the pages")
      throw error
    }
  }

  /// - Throws: A failure when the user has asked to stop.
  func checkInterrupt(before next: String) throws {
    guard !flag.isSet else {
      throw CommandFailure(
        "Report '\(workspace.output.path)': interrupted before \(next) were made, expected to finish. "
          + "Start again to continue; finished runs are kept.")
    }
  }

  /// The builder of pages for `reports`.
  private func builder(for reports: [ReportChapter]) throws -> ReportBuilder {
    let results = try StoredResults(store: store, experiments: runs)
    var seconds: [String: Double] = [:]
    for run in runs { seconds[run.name] = try results.record(of: run.name).wallSeconds }
    return ReportBuilder(
      root: workspace.root, output: workspace.output, profile: workspace.label, chapters: reports,
      provenance: try provenance(), figures: FigureFiles(runSeconds: seconds))
  }

  private func provenance() throws -> JSONValue {
    let current = Provenance.current(threads: workspace.threads, directory: workspace.root)
    var members: [String: JSONValue] = [
      "profile": .string(workspace.profile.rawValue),
      "dataset": .object([
        "name": .string(setting.dataset.name), "sha256": .string(setting.dataset.sha256)
      ])
    ]
    members["numerics"] = .string(workspace.numerics.rawValue)
    if workspace.numerics == .native { members["openBLAS"] = .string(OpenBLAS.configuration) }
    if case .object(let values) = try JSONValue(encoding: current) {
      members.merge(values) { own, _ in own }
    }
    return .object(members)
  }
}
