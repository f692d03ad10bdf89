import ChapterKit
import Cluster
import Experiments
import Foundation
import Kernels
import Reports
import Support

/// From chapters to pages: runs what is stale, lets the chapters judge, draws, and builds.
package struct ReportPipeline {
  let workspace: Workspace
  let setting: Setting
  private let choice: DatasetChoice.Chosen
  let chapters: [any Chapter]
  let experiments: [String: [Experiment]]
  package let store: DirectoryRunStore
  let flag: CancellationFlag

  /// Files that a plan goes without, a sentence each.
  package var notes: [String] { choice.notes }
  /// What the workspace's variation changed.
  let effects: [Variation.Effect]
  /// Runs that the report does without, by name.
  let absent: Set<String>
  /// Where events go as lines of JSON; nil for none.
  package var events: EventStream?

  /// - Parameters:
  ///   - chapters: Those whose runs are wanted.
  ///   - isPlan: Whether the runs are only listed.
  ///   - trains: Whether networks are trained; otherwise the report does without those that have no record now.
  ///   - flag: Set to stop; by default also by Ctrl-C.
  package init(
    workspace: Workspace, chapters: [any Chapter], isPlan: Bool = false, trains: Bool = true,
    flag: CancellationFlag = .onInterrupt()
  ) throws {
    (self.workspace, self.flag) = (workspace, flag)
    self.chapters = chapters
    var choice = try DatasetChoice(workspace: workspace).chosen(isPlan: isPlan)
    choice.setting.numerics = workspace.numerics
    let setting = choice.setting
    (self.choice, self.setting) = (choice, setting)
    let declared = try chapters.map { try $0.experiments(for: setting) }
    let (varied, effects) = try Self.vary(
      declared.flatMap { $0 }, by: workspace.variation,
      decisions: try chapters.flatMap { try $0.decisions(for: setting) })
    self.effects = effects
    var rest = varied[...]
    var experiments: [String: [Experiment]] = [:]
    for (chapter, own) in zip(chapters, declared) {
      experiments[chapter.name] = Array(rest.prefix(own.count))
      rest = rest.dropFirst(own.count)
    }
    self.experiments = experiments
    let store = DirectoryRunStore(
      root: workspace.store,
      code: try CodeFingerprints.current(
        numerics: workspace.numerics, cache: CanaryCache(root: workspace.root),
        threads: workspace.threads))
    let keys = trains ? [:] : try RunKey.keys(of: varied, code: store.code)
    absent = Set(
      try keys.filter { $0.value.kind == "training" }
        .filter { try !store.lookUp([$0.value], checksFiles: false)[0].isFinished }.keys)
    self.store = store
  }

  /// Fields of specifications that options of their own set.
  private static let reservedFields = [
    "kind": "another experiment", "dataset.name": "--dataset", "dataset.path": "--data-path",
    "numerics": "--numerics"
  ]

  private static func vary(
    _ experiments: [Experiment], by variation: Variation,
    decisions: @autoclosure () throws -> [Decision]
  ) throws(CommandFailure) -> ([Experiment], [Variation.Effect]) {
    do throws(VariationError) {
      return try variation.apply(to: experiments, reserved: Self.reservedFields)
    } catch {
      guard case .unknownField(_, let name, _, _) = error else { throw CommandFailure(error) }
      let open = ((try? decisions()) ?? []).filter { decision in
        ((try? Variation.names(decision.target, among: experiments)) ?? []).contains {
          $0 == name || $0.hasPrefix(name + ".")
        }
      }
      throw CommandFailure(error, open: Set(open.map(\.field)).sorted())
    }
  }

  /// The runs of all chapters, in order.
  package var runs: [Experiment] { chapters.flatMap { experiments[$0.name] ?? [] } }

  /// What is finished and what is not, without running anything; files beside records are not checked.
  package func plan() throws -> [PlannedRun] {
    try Scheduler(store: store, concurrency: workspace.threads).plan(runs, checksFiles: false)
  }

  var isInterrupted: Bool { flag.isSet }

  /// Makes the runs where `place` says.
  ///
  /// - Parameter wanted: Nil for all of the report.
  /// - Returns: Whether every run has its record, so that the report can be made.
  package func makeRuns(at place: RunPlace, wanted: [Experiment]? = nil) throws -> Bool {
    guard try place.choice(for: workspace) == .slurm else { return true }
    let wanted = wanted ?? present
    let session = try SlurmSession(
      pipeline: self, site: try workspace.siteSettings(place.site), wanted: wanted)
    if place.isDryRun {
      try session.printScripts()
      return false
    }
    guard try session.perform(detach: place.detaches) else { return false }
    try requireWhole(wanted)
    return true
  }

  /// Reads every file of the records, so that a damaged one is submitted again and not made on this machine.
  private func requireWhole(_ wanted: [Experiment]) throws {
    let left = try Scheduler(store: store, concurrency: workspace.threads).plan(wanted)
      .filter { !$0.isFinished }
    guard left.isEmpty else {
      // Whoever has the lock looks at them himself.
      if let lock = try FileLock.acquire(workspace.cluster.appendingPathComponent("lock")) {
        defer { lock.release() }
        var ledger = try Ledger(folder: workspace.cluster)
        try ledger.close(
          Set(left.map(\.key.description)), because: "its record was damaged and set aside")
      }
      throw CommandFailure(
        "Records of \(left.map(\.name).joined(separator: ", ")): damaged and set aside, expected whole ones. "
          + "Start again to submit these runs.")
    }
  }

  /// Those of them that the report has.
  private var present: [Experiment] { runs.filter { !absent.contains($0.name) } }

  /// Runs what is not finished and returns each chapter with its findings.
  package func perform() throws -> [ReportChapter] {
    try make(present)
    var reports = try chapters.map { chapter in
      let results = try StoredResults(
        store: store, experiments: experiments[chapter.name] ?? [], absent: absent)
      return ReportChapter(
        name: chapter.name, title: chapter.title, paperSections: chapter.paperSections,
        speaksOfAll: chapter.speaksOfAll,
        report: try chapter.report(from: results, for: setting)
          .without(experiments[chapter.name, default: []].filter { absent.contains($0.name) }))
    }
    add(try judgedMultiverse(), to: &reports)
    return reports
  }

  /// What makes runs on this machine, and tells of them.
  var scheduler: Scheduler {
    var observe: (@Sendable (RunEvent) -> Void)?
    if let events { observe = { events.write($0) } }
    return Scheduler(
      store: store, concurrency: workspace.threads, flag: flag,
      progress: ProgressReporter(observe: observe), provenance: Libraries.provenance(of: workspace),
      checkpointSeconds: workspace.checkpointSeconds)
  }

  /// Makes those of `wanted` that have no record.
  ///
  /// - Throws: A failure that lists what failed, each with the command to try it alone, or what
  ///   `RunSummary.requireAll` throws.
  package func make(_ wanted: [Experiment]) throws {
    if let events { try events.planned(wanted, by: self) }
    let summary = try scheduler.run(wanted)
    guard !summary.failures.isEmpty, summary.trouble == nil else { return try summary.requireAll() }
    let kept = summary.finished.count + summary.fresh.count
    throw failure(
      summary.failures.map { ($0.name, $0.message) },
      and: ["\(Wording.count(kept, "run")) finished and kept, \(summary.left.count) left."])
  }

  /// What the user reads of runs that failed, here or on other machines: each reason once, and how to try one run.
  func failure(
    _ failures: [(name: String, message: String)], and end: [String] = []
  ) -> CommandFailure {
    for (name, message) in failures {
      var event = RunEvent(.failed, name: name)
      (event.reason, event.command) = (message, command(forRun: name))
      events?.write(event)
    }
    var lines = ["\(Wording.count(failures.count, "run")) failed, expected none:"]
    for group in GivenUpRuns.group(failures) {
      lines += [
        "  \(group.subject): \(group.reason)",
        "    Try \(group.names.count == 1 ? "it" : "the first") alone: \(command(forRun: group.names[0]))"
      ]
    }
    return CommandFailure((lines + end).joined(separator: "\n"))
  }

  func command(forRun name: String) -> String {
    let chapter = chapters.first { chapter in
      experiments[chapter.name]?.contains { $0.name == name } ?? false
    }
    return command(forRun: name, of: chapter?.name ?? "")
  }

  private func command(forRun name: String, of chapter: String) -> String {
    ".build/release/nonsmooth chapter \(chapter) --only \(name) \(workspace.commandOptions)"
  }

  /// The experiment called `name`, of a universe too, and all that it waits for.
  ///
  /// - Throws: A usage failure with the closest name when there is none of that name.
  package func needed(for name: String) throws(CommandFailure) -> [Experiment] {
    if let run = runOfUniverse(name) { return run }
    guard runs.contains(where: { $0.name == name }) else {
      if let other = workspace.chapters.first(where: { chapter in
        ((try? chapter.experiments(for: setting)) ?? []).contains { $0.name == name }
      }) {
        throw CommandFailure(
          "Run '\(name)': of the chapter '\(other.name)', expected one of "
            + chapters.map { "'\($0.name)'" }.joined(separator: ", ")
            + ". Try \(command(forRun: name, of: other.name)).", status: .usage)
      }
      let best = Spelling.closest(to: name, among: runs.map(\.name))
      throw CommandFailure(
        "Run '\(name)': unknown, expected one of those that nonsmooth plan lists. "
          + (best.map { "Did you mean '\($0)'?" } ?? "Choose one of them."), status: .usage)
    }
    return runs.needed(for: [name])
  }

  /// Writes tables, the verdicts on figures and tables, and results.json, and no page.
  ///
  /// - Parameter chapter: Nil for the whole report's; else that chapter's own.
  /// - Returns: The path of what has the results.
  package func results(of reports: [ReportChapter], chapter: String? = nil) throws -> URL {
    let builder = try preparedBuilder(for: reports)
    guard let chapter else { return try builder.writeResults() }
    return try builder.writeResults(ofChapter: chapter).file
  }

  /// Builds pages, and says what is being done.
  ///
  /// - Throws: A failure when the user stops it, or the builder's own errors.
  package func pages(
    of reports: [ReportChapter],
    _ build: (ReportBuilder, TypstCompiler) throws -> ReportBuilder.Pages
  ) throws -> ReportBuilder.Pages {
    var typst = try TypstCompiler.installed(root: workspace.root, threads: workspace.threads)
    typst.isCancelled = { [flag] in flag.isSet }
    let builder = try preparedBuilder(for: reports)
    Console.note("making the pages, which takes up to half a minute")
    do {
      return try build(builder, typst)
    } catch {
      // Ctrl-C ends Typst too, whose own complaint about it would say nothing.
      try checkInterrupt(before: "the pages")
      throw error
    }
  }

  /// The last words of a command that made pages: how many claims have which verdict, and where the pages are.
  package func show(_ pages: ReportBuilder.Pages, of reports: [ReportChapter]) {
    if let events { return events.end(html: pages.html.path, pdf: pages.pdf.path) }
    let claims = reports.flatMap(\.report.claims)
    let counts = Verdict.allCases.compactMap { verdict -> String? in
      let count = claims.count { $0.verdict == verdict }
      return count == 0 ? nil : "\(count) \(verdict.words)"
    }
    if !claims.isEmpty {
      print("\(Wording.count(claims.count, "claim")): \(counts.joined(separator: ", "))")
    }
    print(pages.html.path)
    print(pages.pdf.path)
  }

  /// The last words of a command that stopped before the pages.
  package func show(results: URL) {
    guard let events else { return print(results.path) }
    var event = RunEvent(.end)
    event.results = results.path
    events.write(event)
  }

  /// - Throws: A failure when the user has asked to stop.
  func checkInterrupt(before next: String) throws {
    guard !flag.isSet else {
      throw CommandFailure(
        "Report '\(workspace.output.path)': interrupted before \(next) were made, expected to finish. "
          + "Start again to continue; finished runs are kept.")
    }
  }

  /// The builder, once all that pages speak of beside results.json is there.
  private func preparedBuilder(for reports: [ReportChapter]) throws -> ReportBuilder {
    let builder = try builder(for: reports)
    try builder.writeTables()
    try BaselineVerdicts.write(for: workspace)
    try writeLiveFigures(of: reports)
    return builder
  }

  /// What pages need to run figures again, with the module that runs them, which all pages share.
  private func writeLiveFigures(of reports: [ReportChapter]) throws {
    let decisions = try Dictionary(
      chapters.map { ($0.name, try $0.decisions(for: setting)) }
    ) { first, _ in first }
    try LiveFigureFiles(workspace: workspace, experiments: experiments, decisions: decisions)
      .write(for: reports, try liveModule(of: reports))
  }

  /// Nil where no figure is live.
  private func liveModule(
    of reports: [ReportChapter]
  ) throws -> Result<LiveModule, LiveModule.Absent>? {
    guard reports.contains(where: { !$0.report.live.isEmpty }) else { return nil }
    let module = Result { () throws(LiveModule.Absent) in
      try LiveModule(
        root: workspace.root, chapters: workspace.chapters, threads: workspace.threads
      ) { [flag] in flag.isSet }
    }
    try checkInterrupt(before: "the live figures")
    if case .failure(let absent) = module {
      Console.note("figures cannot be run again in the pages: " + (absent.details ?? absent.reason))
    }
    return module
  }

  private func builder(for reports: [ReportChapter]) throws -> ReportBuilder {
    let results = try StoredResults(store: store, experiments: runs)
    var records: [String: RunRecord] = [:]
    for run in present { records[run.name] = try results.record(of: run.name) }
    var builder = ReportBuilder(
      root: workspace.root, output: workspace.output, profile: workspace.label, chapters: reports,
      provenance: provenance, figures: FigureFiles(records: records))
    builder.order = workspace.chapters.map(\.name)
    builder.experiments = Dictionary(
      runs.map { ($0.name, ExperimentSource($0, rule: Self.rules[$0.kind])) }
    ) { first, _ in first }
    builder.scales = try scales
    let all = Array(records.values)
    builder.repetitions = RunRepetitions(
      conflicts: try store.conflicts(with: all), confirmations: try store.confirmations(of: all))
    if !workspace.variation.isEmpty {
      builder.variation = ReportVariation(
        settings: workspace.variation.changes.map(\.text), effects: effects)
    }
    return builder
  }

  /// What takes one step in a run of each kind.
  private static let rules = [
    "convex": ExperimentSource.Rule(
      source: "Sources/Convex/Descent.swift", beginning: "func step("),
    "training": ExperimentSource.Rule(
      source: "Sources/Neural/Optimizer.swift", beginning: "func update(")
  ]

  /// How large this report's runs are, and those that larger profiles would make of the same chapters.
  private var scales: [ProfileScale] {
    get throws {
      let own = try ProfileScale(
        profile: workspace.label, dataset: setting.dataset.name, experiments: runs)
      let larger = Profile.allCases.drop { $0 != workspace.profile }.dropFirst()
      return try [own]
        + larger.map { profile in
          let name = try DatasetChoice(workspace: workspace).name(in: profile).rawValue
          let setting = Setting(
            profile: profile, dataset: DatasetReference(name: name, path: nil, sha256: ""),
            isPlan: true)
          return try ProfileScale(
            profile: profile.rawValue, dataset: name,
            experiments: chapters.flatMap { try $0.experiments(for: setting) })
        }
    }
  }

  package var provenance: ReportProvenance {
    var program = Libraries.provenance(of: workspace)
    program.numerics = workspace.numerics.rawValue
    program.openBLAS = workspace.numerics == .native ? OpenBLAS.configuration : nil
    return ReportProvenance(
      program: program, profile: workspace.profile.rawValue,
      dataset: .init(
        name: setting.dataset.name, sha256: setting.dataset.sha256,
        isPublished: choice.isPublished))
  }
}
