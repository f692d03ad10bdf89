import Experiments
import Foundation
import Pipeline
import Support
import TestSupport
import Testing

/// What would run, and why an output or a run is fresh, stale or new.
@Suite struct ExplanationTests {
  private func explain(_ name: String, in workspace: Workspace) throws -> Explanation {
    try Explanation(of: name, in: SmokeWorkspace.pipeline(workspace, isPlan: true))
  }

  private func plan(_ workspace: Workspace) throws -> PlanEstimate {
    try PlanEstimate(SmokeWorkspace.pipeline(workspace, isPlan: true), threads: 2)
  }

  @Test func finishedRunsAreNotRunAgain() async throws {
    let smoke = try await SmokeWorkspace(copied: false)
    let plan = try plan(smoke.workspace)
    #expect(plan.total.runsToDo == 0 && plan.total.runs > 80)
    #expect(plan.runs.allSatisfy { $0.state == .fresh })
  }

  @Test(arguments: ["figure-1", "table-2", "lasso-values", "F1.relu"])
  func anOutputIsAsFreshAsItsRuns(name: String) async throws {
    let smoke = try await SmokeWorkspace(copied: false)
    #expect(try explain(name, in: smoke.workspace).state == .fresh)
  }

  /// Profiles share a store and the names of runs; what is another profile's is no reason for anything.
  @Test func anotherProfilesRunsMakeNoneStale() async throws {
    let smoke = try await SmokeWorkspace(copied: false)
    let quick = Workspace(
      root: smoke.folder.url, chapters: SmokeWorkspace.chapters, profile: .quick, dataset: nil,
      dataPath: nil, threads: 2)
    let pipeline = try SmokeWorkspace.pipeline(quick, isPlan: true)
    let plan = try pipeline.plan()
    let reader = try RunStatusReader(pipeline, plan: plan, index: OutputIndex.present(of: quick))
    for run in plan {
      let status = try reader.status(of: run.name)
      #expect(status.state != .stale, "\(run.name): \(status.why)")
      #expect(status.state == .fresh || status.differences.isEmpty)
    }
  }

  @Test func withoutAReportAnOutputIsNoUnknownName() async throws {
    let smoke = try await SmokeWorkspace()
    try FileManager.default.removeItem(at: smoke.workspace.output)
    let failure = SmokeWorkspace.failure { _ = try explain("figure-1", in: smoke.workspace) }
    #expect(failure?.status == .failed)
    #expect(
      failure?.message.hasSuffix(
        "no outputs, expected those of a report. Run make report PROFILE=smoke first.") == true)
    let run = SmokeWorkspace.failure { _ = try explain("F1.rleu", in: smoke.workspace) }
    #expect(run?.status == .usage)
    #expect(run?.message.hasSuffix("Did you mean 'F1.relu'?") == true)
  }

  @Test func anUnknownNameHasANearOne() async throws {
    let smoke = try await SmokeWorkspace(copied: false)
    let far = SmokeWorkspace.failure { _ = try explain("nothing", in: smoke.workspace) }
    #expect(far?.status == .usage)
    #expect(
      far?.message == "Name 'nothing': unknown, expected a figure, a table, a run or a claim. "
        + "See nonsmooth plan.")
    let near = SmokeWorkspace.failure { _ = try explain("figur-1", in: smoke.workspace) }
    #expect(near?.message.hasSuffix("Did you mean 'figure-1'?") == true)
  }

  @Test func planAndExplainSayWhatAVariationChanges() async throws {
    let smoke = try await SmokeWorkspace(copied: false)
    let varied = try smoke.varied(by: "B2.lambda10.learningRate=0.04")
    let rows = try plan(varied).runs
    let stale = try #require(rows.first { $0.name == "B2.lambda10" })
    #expect(stale.state == .stale && stale.why.hasPrefix("learningRate 0.01 -> 0.04 since "))
    #expect(rows.first { $0.name == "B2.lambda0.1" }?.state == .fresh)

    let lines = try explain("B2.lambda10", in: varied).lines
    #expect(lines.first?.hasPrefix("run B2.lambda10: stale, learningRate") == true)
    #expect(lines.contains("    setting learningRate: stale, 0.01 -> 0.04"), "\(lines)")
    #expect(lines.contains { $0.hasPrefix("  code convex: fresh, fingerprint ") })

    let root = try explain(
      "figure-3", in: smoke.varied(by: "F3.pretraining.optimizer.learningRate=0.001"))
    #expect(root.kind == "figure" && root.state == .stale)
    let drawing = try #require(root.children.first)
    #expect(drawing.kind == "drawing" && drawing.state == .fresh)
    let tuned = try #require(drawing.children.first { $0.name == "F3.adam.lambda2.seed42" })
    #expect(tuned.state == .stale)
    #expect(tuned.children.first { $0.kind == "settings" }?.state == .fresh)
    let before = try #require(tuned.children.first { $0.name == "F3.pretraining.seed42" })
    #expect(before.kind == "run" && before.state == .stale)
    let changed = try #require(before.children.first { $0.kind == "settings" }?.children.first)
    #expect(changed.name == "optimizer.learningRate")
    #expect(changed.before == "0.0005" && changed.after == "0.001")
  }

  @Test func aChangedSourceMakesTheDrawingStale() async throws {
    let smoke = try await SmokeWorkspace()
    try smoke.edit(smoke.file("Chapters/Duality/Figures.swift")) { $0 + "\n// changed\n" }
    let explanation = try explain("figure-vertical-support", in: smoke.workspace)
    #expect(explanation.state == .stale)
    let lines = explanation.lines
    #expect(
      lines.contains { $0.hasPrefix("    source Chapters/Duality/Figures.swift: stale, ") },
      "\(lines)")
    #expect(lines.contains { $0.contains("run A.supports: fresh") })
  }

  @Test(arguments: [
    (
      ["B3.learningRate=1"],
      "no experiment 'B3', expected a name or its beginning, such as B2, B5, F3, F5, T0, T1. "
        + "Did you mean 'B2'?"
    ),
    (
      ["B2.learningRte=1"],
      "no field 'learningRte' in the specifications of B2, expected one of columns, gap, "
        + "iterations, learningRate, plainIterations, rows, seeds, start, strength. "
        + "Open decisions are on iterations, learningRate, seeds.0, start, strength. Did you mean 'learningRate'?"
    ),
    (
      ["F3.dataset.name=cifar10"],
      "'dataset.name' decides which data or numbers are used, expected the option that does "
        + "so. Use --dataset."
    ),
    (
      ["F3.sgd.optimizer.momentum=1.5"],
      "refused by the specification of 'F3.sgd.lambda0.002.seed42', expected a value like '0'. "
        + "field 'optimizer.momentum': 1.5, expected 0 to 0.9999999. Correct the run specification."
    ),
    (["B2.iterations=1"], "Field 'iterations': 1, expected 2 to 100000000. Correct the value."),
    (
      ["F5.lengths=[0, 1000, 10100]"],
      "Field 'lengths': 0, expected 100 to 10000000 (from window on). Correct the value."
    ),
    (
      ["B2.start=uniform", "B2.rows=20"],
      "every experiment that it names has this value, expected another one. "
        + "Leave it out or change it."
    )
  ])
  func aWrongSettingIsOneSentence(settings: [String], message: String) async throws {
    let smoke = try await SmokeWorkspace(copied: false)
    let lasso = smoke.workspace.chapters.filter { $0.name == "lasso" }
    let failure = SmokeWorkspace.failure {
      var varied = smoke.workspace
      varied.variation = try Variation(parsing: settings)
      _ = try SmokeWorkspace.pipeline(varied, chapters: lasso)
    }
    #expect(failure?.status == .usage)
    #expect(failure?.message.hasSuffix(message) == true, "\(failure?.message ?? "")")
  }

  /// A fine-tuning run of another length still has its eighths.
  @Test func aTrainingRunTakesItsLengthFromTheVariation() async throws {
    let smoke = try await SmokeWorkspace()
    let varied = try smoke.varied(by: "F3.sgd.steps=16", "F3.optimizer.epsilon=1e-7")
    #expect(
      varied.output.lastPathComponent == "smoke-F3.optimizer.epsilon-1e-7_F3.sgd.steps-16")
    let lasso = varied.chapters.filter { $0.name == "lasso" }
    let pipeline = try SmokeWorkspace.pipeline(varied, chapters: lasso)
    let reports = try pipeline.perform()
    #expect(reports.map(\.name) == ["lasso"])
    let name = "F3.sgd.lambda2.seed42"
    let results = try StoredResults(store: pipeline.store, experiments: pipeline.runs)
    let metrics = try String(
      contentsOf: results.directory(of: name).appendingPathComponent("metrics.jsonl"),
      encoding: .utf8)
    #expect(metrics.split(separator: "\n").count == 16)
  }

  @Test func aRunOfAnotherChapterIsNamedAsSuch() async throws {
    let smoke = try await SmokeWorkspace(copied: false)
    let lasso = smoke.workspace.chapters.filter { $0.name == "lasso" }
    let pipeline = try SmokeWorkspace.pipeline(smoke.workspace, chapters: lasso, isPlan: true)
    #expect(
      try pipeline.needed(for: "F3.sgd.lambda2.seed42").map(\.name)
        == ["F3.pretraining.seed42", "F3.sgd.lambda2.seed42"])
    let other = SmokeWorkspace.failure { _ = try pipeline.needed(for: "F1.relu") }
    #expect(other?.status == .usage)
    #expect(
      other?.message == "Run 'F1.relu': of the chapter 'convergence', expected one of 'lasso'. "
        + "Try .build/release/nonsmooth chapter convergence --only F1.relu --profile smoke.")
    let wrong = SmokeWorkspace.failure { _ = try pipeline.needed(for: "F3.sgd.lambda3.seed42") }
    #expect(wrong?.message.hasSuffix("Did you mean 'F3.sgd.lambda2.seed42'?") == true)
  }
}
