import ChapterKit
import Experiments
import Foundation
import Pipeline
import Reports
import Support
import Testing

/// Reports of what is there, where networks have not been trained.
@Suite struct UntrainedReportTests {
  private static func isF3(_ name: String) -> Bool { name.hasPrefix("F3.") }

  /// Its outputs can be accepted, so they are the whole report's.
  @Test func whereNothingIsAbsentItIsTheWholeReport() async throws {
    let smoke = try await SmokeWorkspace()
    let chapters = smoke.workspace.chapters.filter { ["convergence", "lasso"].contains($0.name) }
    let reports = try [true, false].map {
      try SmokeWorkspace.pipeline(smoke.workspace, chapters: chapters, trains: $0).perform()
    }
    for (whole, same) in zip(reports[0], reports[1]) {
      #expect(same.report.multiverse.map(\.claim) == whole.report.multiverse.map(\.claim))
      #expect(
        same.report.values.numbers.mapValues(\.bitPattern)
          == whole.report.values.numbers.mapValues(\.bitPattern))
    }
  }

  /// One of Figure 2's runs with batch norm is not there, and none of Figure 3's.
  @Test func whatIsThereIsShownAndNothingElseJudged() async throws {
    let smoke = try await SmokeWorkspace()
    let chapters = smoke.workspace.chapters.filter { ["convergence", "lasso"].contains($0.name) }
    let whole = try SmokeWorkspace.pipeline(smoke.workspace, chapters: chapters)
    let before = try whole.perform()
    let gone = "F2.vgg19.batchNorm.gelu.seed1"
    for run in try whole.plan() where run.name == gone || Self.isF3(run.name) {
      try FileManager.default.removeItem(at: whole.store.directory(of: run.key))
    }
    let pipeline = try SmokeWorkspace.pipeline(smoke.workspace, chapters: chapters, trains: false)
    let reports = try pipeline.perform()
    #expect(
      try pipeline.plan().filter { !$0.isFinished }.allSatisfy {
        $0.name == gone || Self.isF3($0.name)
      }, "and nothing was trained")
    let (deep, lasso) = (reports[0].report, reports[1].report)

    func claim(_ id: String, in reports: [ReportChapter]) throws -> Claim {
      try #require(reports.flatMap(\.report.claims).first { $0.id == id })
    }
    let widening = try claim("3.3", in: reports)
    #expect(widening.ourValue == (try claim("3.3", in: before)).ourValue)
    #expect(widening.verdict == (try claim("3.3", in: before)).verdict)
    for (id, lack) in [
      ("3.4", "1 of its 8 runs"), ("4.4", "6 of its 6 runs"), ("4.5.sgd", "6 of its 6 runs"),
      ("4.6", "6 of its 6 runs")
    ] {
      let claim = try claim(id, in: reports)
      #expect(claim.verdict == .notTested && claim.evidence.isEmpty, "\(id)")
      #expect(claim.reason == "The report was made without \(lack).", "\(id)")
    }
    #expect(try claim("B2.a", in: reports).verdict == (try claim("B2.a", in: before)).verdict)

    let figure = try #require(deep.figures.first { $0.figure.id == "figure-2" })
    #expect(figure.settings.hasSuffix("; without 1 of its 16 runs"))
    #expect(!figure.experiments.contains(gone) && figure.experiments.count == 15)
    #expect(deep.values["F2.vgg19.batchNorm.gelu.finalLoss.seed1"] == nil)
    #expect(
      deep.values["F2.vgg19.plain.gelu.finalLoss.seed1"]
        == before[0].report.values["F2.vgg19.plain.gelu.finalLoss.seed1"])
    #expect(!lasso.figures.contains { $0.figure.id == "figure-3" })
    #expect(!lasso.tables.contains { $0.id == "table-2" })
    #expect(lasso.absent.keys.allSatisfy(Self.isF3) && !lasso.absent.isEmpty)
    let judged = (deep.multiverse + lasso.multiverse).map(\.claim)
    #expect(judged.contains("3.3") && judged.contains("B2.a"))
    #expect(!judged.contains("3.4") && !judged.contains("4.4"))

    try pipeline.draw(reports)
    for name in ["figure-2", "lasso-values", "all"] {
      let failure = #expect(throws: CommandFailure.self) {
        try Acceptance(of: [name], in: smoke.workspace, reason: "a part")
      }
      let chapter = name == "lasso-values" ? "lasso" : "convergence"
      #expect(
        failure?.message.hasPrefix("Outputs of '\(chapter)': made without ") == true, "\(name)")
    }
    let pages = try pipeline.pages(of: reports) { try $0.buildChapter("lasso", with: $1) }
    let page = try String(contentsOf: pages.html, encoding: .utf8)
    #expect(page.contains("of the profile’s trained networks"))
    #expect(page.contains("Not made: none of its runs is there."))
  }
}
