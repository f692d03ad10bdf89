import Baselines
import Foundation
import Pipeline
import Support
import TestSupport
import Testing

/// Report, accept, compare.
@Suite struct ComparisonTests {
  private func accept(
    _ names: String..., in smoke: SmokeWorkspace, reason: String = "a test"
  ) throws -> Acceptance {
    try Acceptance(of: names, in: smoke.workspace, reason: reason)
  }

  private func compare(_ smoke: SmokeWorkspace) throws -> ComparisonReport {
    try BaselineCheck.write(for: smoke.workspace)
  }

  @Test func withoutBaselinesNothingCanBeCompared() async throws {
    let smoke = try await SmokeWorkspace()
    let failure = SmokeWorkspace.failure { _ = try compare(smoke) }
    #expect(
      failure?.message == "Profile 'smoke': no baselines, expected some in "
        + "Chapters/<Name>/Baselines/smoke. Look at the report and take it with "
        + "make accept NAME=all PROFILE=smoke REASON=\"...\".")
  }

  @Test func withoutOutputsItSaysHowToMakeThem() async throws {
    let smoke = try await SmokeWorkspace()
    try FileManager.default.removeItem(at: smoke.workspace.output)
    let failure = SmokeWorkspace.failure { _ = try compare(smoke) }
    #expect(failure?.status == .failed)
    #expect(
      failure?.message.hasSuffix(
        "/Output/smoke': no outputs, expected those of a report. "
          + "Run make report PROFILE=smoke first.") == true)
  }

  @Test func acceptedOutputsAgreeUntilOneChanges() async throws {
    let smoke = try await SmokeWorkspace()
    let all = try accept("all", in: smoke)
    #expect(all.taken.count > 30 && all.folders.count == 7)
    #expect(try accept("all", in: smoke).taken.isEmpty)
    let same = try compare(smoke)
    #expect(same.exitStatus == 0)
    #expect(same.heading == "All \(same.outputs.count) outputs agree with their baselines")
    #expect(try smoke.text("Output/smoke/compare/summary.md").contains("All "))

    // A verdict, a word and a number that are no longer the accepted ones.
    try smoke.edit(smoke.output("values/duality.json")) {
      $0.replacing("\"verdict\" : \"reproduced\"", with: "\"verdict\" : \"notReproduced\"")
    }
    try smoke.edit(smoke.output("tables/table-1.csv")) {
      $0.replacing("momentum", with: "inertia")
    }
    try smoke.edit(smoke.output("figures/figure-5.csv")) { $0 + "a,extra,1,2,,\n" }
    let changed = try compare(smoke)
    #expect(changed.exitStatus == 1 && changed.differences.count == 4)
    #expect(changed.notes.first == "claim A.1: notReproduced, before reproduced")
    for start in [
      "duality-values: The data changed. 4 changes in the data, first claims.A.1.verdict: "
        + "notReproduced, before reproduced.",
      "table-1: The data changed. ",
      "figure-5: The data changed, the picture did not. 1 change in the data, first row a, extra, x 1: "
        + "new, a, extra, 1, 2, , .",
      "results: results.json does not say what the chapters' values do, which stand under 'before'. "
        + "4 changes in the data, first claims.A.1.verdict: reproduced, before notReproduced."
    ] {
      #expect(changed.notes.contains { $0.hasPrefix(start) }, "\(start)\n\(changed.notes)")
    }
    let summary = try smoke.text("Output/smoke/compare/summary.md")
    #expect(summary.contains("\n| A.2 | reproduced | notReproduced |\n"), "\(summary)")

    let two = try accept("duality-values", "table-1", in: smoke, reason: "a second test")
    #expect(two.taken == ["duality-values (data)", "table-1 (data)"])
    #expect(
      two.folders.map(\.path)
        == ["Duality", "Lasso"].map {
          smoke.file("Chapters/\($0)/Baselines/smoke").path
        })
    #expect(try compare(smoke).differences.count == 2)
    let log = try smoke.text("Chapters/Lasso/Baselines/smoke/accepted.log")
      .split(separator: "\n").map { $0.split(separator: "\t") }
    let last = try #require(log.last)
    #expect(last.count == 4, "when, what, commit, why")
    #expect(last[1] == "table-1 (data)" && last[3] == "a second test")
    #expect(log.count { $0[1].hasPrefix("table-1 ") } == 1, "a line an output")
  }

  /// Each ends as if one had come after the other.
  @Test func twoThatAcceptAtTheSameTimeLoseNothing() async throws {
    let smoke = try await SmokeWorkspace()
    let names = ["table-1", "table-2", "figure-3", "figure-5", "lasso-values", "lasso-widths"]
    try await withThrowingTaskGroup(of: Void.self) { group in
      let workspace = smoke.workspace
      for name in names {
        group.addTask {
          _ = try Acceptance(of: [name], in: workspace, reason: "a test")
        }
      }
      try await group.waitForAll()
    }
    let folder = BaselineFolder(url: smoke.file("Chapters/Lasso/Baselines/smoke"))
    #expect(try folder.record().outputs.keys.sorted() == names.sorted())
    for name in names { #expect(folder.acceptance(of: name)?.reason == "a test") }
    let files = try FileManager.default.contentsOfDirectory(atPath: smoke.workspace.output.path)
    #expect(!files.contains("accept.lock"))
  }

  @Test func resultsMustSayWhatTheChaptersSay() async throws {
    let smoke = try await SmokeWorkspace()
    _ = try accept("all", in: smoke)
    let results = smoke.output("results.json")
    try smoke.edit(results) {
      $0.replacing(/"verdict" ?: "contradicted"/, with: "\"verdict\": \"reproduced\"")
    }
    let changed = try compare(smoke)
    #expect(changed.exitStatus == 1)
    #expect(changed.notes.first?.hasPrefix("results: results.json does not say ") == true)
    try FileManager.default.removeItem(at: results)
    let missing = try compare(smoke)
    #expect(missing.exitStatus == 1)
    #expect(missing.notes.first?.hasPrefix("results: Missing: ") == true)
  }

  /// Each of the three, in the file that an acceptance writes.
  @Test(arguments: [
    ("\"convex\" : \"", "\"convex\" : \"other-", "recorded by convex code other-"),
    ("\"profile\" : \"smoke\"", "\"profile\" : \"quick\"", "recorded under profile 'quick'"),
    (
      "\"embedded\" : \"", "\"embedded\" : \"00",
      "recorded on other data, 'embedded' was SHA-256 00"
    )
  ])
  func aBaselineOfOtherOriginIsRefused(old: String, new: String, reason: String) async throws {
    let smoke = try await SmokeWorkspace()
    _ = try accept("all", in: smoke)
    try smoke.edit(smoke.file("Chapters/Convergence/Baselines/smoke/provenance.json")) {
      $0.replacing(old, with: new)
    }
    let refused = try compare(smoke)
    #expect(refused.exitStatus == 2)
    #expect(
      refused.notes.contains { $0.contains("the baseline was \(reason)") }, "\(refused.notes)")
    let page = try smoke.text("Output/smoke/compare/index.html")
    #expect(page.contains("<strong>Not compared:</strong>"), "the page shows what was refused")
    _ = try accept("all", in: smoke, reason: "anew")
    #expect(try compare(smoke).exitStatus == 0)
  }

  /// As where the distribution's Pango is another, which no figure's own code can help.
  @Test func aFigureOfAnotherPangoIsNamedAndDoesNotFail() async throws {
    let smoke = try await SmokeWorkspace()
    _ = try accept("all", in: smoke)
    let record = smoke.file("Chapters/Lasso/Baselines/smoke/provenance.json")
    let before = try smoke.text("Chapters/Lasso/Baselines/smoke/provenance.json")
    let picture = "Chapters/Lasso/Baselines/smoke/figures/figure-5.png"
    let other = try Data(contentsOf: smoke.output("figures/figure-3.png"))
    let (old, new) = (
      Checksum.sha256(try Data(contentsOf: smoke.file(picture))), Checksum.sha256(other)
    )
    try other.write(to: smoke.file(picture))
    try Data(before.replacing(old, with: new).utf8).write(to: record)
    #expect(try compare(smoke).exitStatus == 1, "the same libraries drew another picture")
    try smoke.edit(record) { $0.replacing(/"Pango" : "[^"]+"/, with: "\"Pango\" : \"1.0.0\"") }
    let named = try compare(smoke)
    #expect(named.exitStatus == 0)
    #expect(named.heading.contains(" in place of 1.0.0"), "\(named.heading)")
    #expect(named.notes.contains { $0.hasPrefix("figure-5: Drawn by Pango ") }, "\(named.notes)")
  }

  @Test func aBaselineChangesByAcceptanceAlone() async throws {
    let smoke = try await SmokeWorkspace()
    _ = try accept("all", in: smoke)
    let baselines = smoke.file("Chapters/Duality/Baselines/smoke")
    try smoke.edit(baselines.appendingPathComponent("values/duality.json")) { $0 + "\n" }
    let edited = try compare(smoke)
    #expect(edited.exitStatus == 2)
    #expect(
      edited.notes.contains {
        $0.contains("changed in its file 'values/duality.json' without an acceptance")
      })
    try FileManager.default.removeItem(at: baselines.appendingPathComponent("provenance.json"))
    let unknown = try compare(smoke)
    #expect(unknown.exitStatus == 2)
    #expect(
      unknown.notes.contains { $0.contains("recorded without its code, data and profile") })
  }

  @Test func aToleranceThatIsWrongStopsTheComparison() async throws {
    let smoke = try await SmokeWorkspace()
    _ = try accept("all", in: smoke)
    let file = smoke.file("Chapters/Lasso/Baselines/tolerances.json")
    let entry =
      "{\"output\": \"figure-3\", \"column\": \"y\", \"relative\": 0.1, \"largestDrift\": 0"
    try Data("{\"data\": [\(entry)}]}".utf8).write(to: file)
    let wrong = SmokeWorkspace.failure { _ = try compare(smoke) }
    #expect(wrong?.message.contains("data[0] has no reason, expected why") == true)
    try Data("{\"data\": [\(entry), \"reason\": \"a test\"}]}".utf8).write(to: file)
    let slack = try compare(smoke)
    #expect(slack.exitStatus == 0)
    #expect(
      slack.notes == ["tolerance of figure-3: Slack: no drift was ever seen, so that it can go."])
  }

  /// What the pages say of baselines: nothing without any; then each output's own verdict, after a change of its
  /// data, and where it has no baseline of its own.
  @Test func pagesSayHowOutputsStandToBaselines() async throws {
    struct Entry: Decodable {
      var verdict, sentence: String
      var accepted, date, reason: String?
    }
    let smoke = try await SmokeWorkspace()
    let file = smoke.output("baselines.json")
    func entries() throws -> [String: Entry] {
      try BaselineVerdicts.write(for: smoke.workspace)
      return try JSONDecoder().decode([String: Entry].self, from: Data(contentsOf: file))
    }
    try BaselineVerdicts.write(for: smoke.workspace)
    #expect(!FileManager.default.fileExists(atPath: file.path), "no baselines, no verdicts")
    _ = try accept("all", in: smoke)
    let same = try entries()
    #expect(same.values.allSatisfy { $0.verdict == "same" && $0.sentence == "The same." })
    #expect(same["figure-1"] != nil && same["table-2"] != nil && same["lasso-values"] == nil)
    let figure = try #require(same["figure-vertical-support"])
    #expect(figure.reason == "a test" && figure.accepted?.isEmpty == false)

    let baselines = smoke.file("Chapters/Duality/Baselines/smoke")
    try smoke.edit(baselines.appendingPathComponent("provenance.json")) {
      $0.replacing("\"convex\" : \"", with: "\"convex\" : \"other-")
    }
    try smoke.edit(smoke.output("tables/table-1.csv")) {
      $0.replacing("momentum", with: "inertia")
    }
    try FileManager.default.removeItem(at: smoke.file("Chapters/Convergence/Baselines/smoke"))
    let changed = try entries()
    #expect(changed["figure-vertical-support"]?.verdict == "refused")
    #expect(changed["table-1"]?.verdict == "different")
    #expect(changed["table-1"]?.sentence.hasPrefix("The data changed.") == true)
    #expect(changed["figure-1"]?.verdict == "none")
    #expect(changed["figure-1"]?.reason == nil)
    #expect(changed["figure-3"]?.verdict == "same")
  }

  @Test func whatAChapterNoLongerMakesIsRemoved() async throws {
    let smoke = try await SmokeWorkspace()
    let old = [".csv", ".json", ".pdf", ".png", ".svg", "-narrow.svg"].map {
      smoke.output("figures/figure-old\($0)")
    }
    for file in old { try Data().write(to: file) }
    try smoke.edit(smoke.output("outputs.json")) {
      $0.replacing(
        "\"entries\" : [",
        with: """
          "entries" : [ {"name": "figure-old", "kind": "figure", "chapter": "duality",
            "files": ["figures/figure-old.csv", "figures/figure-old.png"], "experiments": [],
            "keys": {}, "origin": {"profile": "smoke", "code": {}, "data": {}, "numerics": "portable",
            "architecture": "", "commit": ""}},
          """)
    }
    _ = try accept("figure-old", in: smoke)
    let duality = smoke.workspace.chapters.filter { $0.name == "duality" }
    let pipeline = try SmokeWorkspace.pipeline(smoke.workspace, chapters: duality)
    try pipeline.draw(pipeline.perform())
    for file in old { #expect(!FileManager.default.fileExists(atPath: file.path)) }
    #expect(!(try smoke.text("Output/smoke/outputs.json").contains("figure-old")))
    let gone = try accept("figure-old", in: smoke)
    #expect(gone.taken == ["figure-old (removed)"])
  }

  @Test(arguments: [
    (["figur-1"], "a test", "Output 'figur-1': unknown, expected one of ", "'figure-1'?"),
    (["figure-1"], " ", "Output 'figure-1': no reason given, ", "Add --reason \"...\".")
  ])
  func anAcceptanceIsRefusedBeforeAnythingIsTaken(
    names: [String], reason: String, start: String, end: String
  ) async throws {
    let smoke = try await SmokeWorkspace()
    let failure = SmokeWorkspace.failure {
      _ = try Acceptance(of: ["figure-3"] + names, in: smoke.workspace, reason: reason)
    }
    #expect(failure?.status == .usage)
    #expect(failure?.message.contains(start.dropFirst(8)) == true, "\(failure?.message ?? "")")
    #expect(failure?.message.hasSuffix(end) == true)
    #expect(RegularFile.isAbsent(smoke.file("Chapters/Lasso/Baselines/smoke")))
  }
}
