import Foundation
import TestSupport
import Testing

/// The real report at `smoke`: the command's whole chain, and the pages as a reader gets them.
@Suite(.smokeReport, .timeLimit(.minutes(10))) struct ReportTests {
  /// The report that this suite has made.
  static func report() throws -> SmokeReport { try #require(SmokeReport.current) }
}

extension ReportTests {
  /// Report, compare, accept, compare, explain.
  @Suite struct ChainTests {
    private func nonsmooth(
      _ arguments: String..., in folder: TemporaryDirectory
    ) throws -> CommandProcess.Outcome {
      try CommandProcess.run(arguments + ["--profile", "smoke"], in: folder.url)
    }

    @Test func theLastLinesNameThePages() throws {
      let report = try ReportTests.report()
      let pages = report.output.split(separator: "\n").suffix(2).map(String.init)
      #expect(pages.map { $0.split(separator: "/").last ?? "" } == ["report.html", "report.pdf"])
      for page in pages { #expect(FileManager.default.fileExists(atPath: page), "\(page)") }
    }

    @Test func finishedRunsAreNotRunAgain() throws {
      let plan = try nonsmooth("plan", in: try ReportTests.report().folder)
      #expect(plan.output.contains("\n0 of "), "a finished run would run again: \(plan.output)")
    }

    @Test func anOutputIsAsFreshAsItsRuns() throws {
      let folder = try ReportTests.report().folder
      for name in ["figure-1", "table-2", "lasso-values"] {
        let outcome = try nonsmooth("explain", name, in: folder)
        #expect(outcome.status == 0)
        #expect(outcome.output.hasPrefix("\(name) is fresh\n"), "\(outcome.output)")
      }
    }

    @Test func withoutBaselinesNothingCanBeCompared() throws {
      let folder = try ReportTests.report().copy()
      let outcome = try nonsmooth("compare", in: folder)
      #expect(outcome.status == 2)
      #expect(
        outcome.errors
          == "nonsmooth: Profile 'smoke': no baselines, expected some in "
          + "Chapters/<Name>/Baselines/smoke. Look at the report and take it with "
          + "make accept NAME=all PROFILE=smoke REASON=\"...\".\n")
    }

    @Test func acceptedOutputsAgreeUntilOneChanges() throws {
      let folder = try ReportTests.report().copy()
      let accept = try nonsmooth("accept", "all", "--reason", "a test", in: folder)
      #expect(accept.status == 0, "\(accept.errors)")
      let same = try nonsmooth("compare", in: folder)
      #expect(same.status == 0, "\(same.errors)")
      #expect(same.output.hasSuffix("/Output/smoke/compare/index.html\n"))

      #expect(try text(of: folder, "Output/smoke/compare/summary.md").contains("All "))

      // A verdict, a word and a number that are no longer the accepted ones.
      let output = folder.url.appendingPathComponent(SmokeReport.smoke)
      try edit(output.appendingPathComponent("values/duality.json")) {
        $0.replacing("\"verdict\" : \"reproduced\"", with: "\"verdict\" : \"notReproduced\"")
      }
      try edit(output.appendingPathComponent("tables/table-1.csv")) {
        $0.replacing("momentum", with: "inertia")
      }
      try edit(output.appendingPathComponent("figures/figure-5.csv")) { $0 + "a,extra,1,2,,\n" }
      let changed = try nonsmooth("compare", in: folder)
      #expect(changed.status == 1)
      let lines = changed.errors.split(separator: "\n").map(String.init)
      #expect(lines.first == "claim A.2: notReproduced, before reproduced")
      #expect(
        lines.last?.hasPrefix("nonsmooth: Profile 'smoke': 4 of ") == true, "\(changed.errors)")
      for start in [
        "duality-values: The data changed. 1 change in the data, first claims.A.2.verdict: "
          + "notReproduced, before reproduced.",
        "table-1: The data changed. ",
        "figure-5: The data changed, the picture did not. 1 change in the data, first row a, extra, x 1: "
          + "new, a, extra, 1, 2, , .",
        "results: results.json does not say what the chapters' values do, which stand under 'before'. "
          + "1 change in the data, first claims.A.2.verdict: reproduced, before notReproduced."
      ] {
        #expect(lines.contains { $0.hasPrefix(start) }, "\(start)\n\(changed.errors)")
      }
      let summary = try text(of: folder, "Output/smoke/compare/summary.md")
      #expect(summary.contains("\n| A.2 | reproduced | notReproduced |\n"), "\(summary)")

      let two = try nonsmooth(
        "accept", "duality-values", "table-1", "--reason", "a second test", in: folder)
      #expect(two.output == "duality-values (data)\ntable-1 (data)\n")
      #expect(try nonsmooth("compare", in: folder).errors.contains(": 2 of "))
      let log = try text(of: folder, "Chapters/Lasso/Baselines/smoke/accepted.log")
      let last = try #require(log.split(separator: "\n").last).split(separator: "\t")
      #expect(last.suffix(2) == ["table-1 (data)", "a second test"])
      #expect(last.count == 4, "when, who, what, why")
    }

    @Test func resultsMustSayWhatTheChaptersSay() throws {
      let folder = try ReportTests.report().copy()
      #expect(try nonsmooth("accept", "all", "--reason", "a test", in: folder).status == 0)
      let results = folder.url.appendingPathComponent("\(SmokeReport.smoke)/results.json")
      try edit(results) {
        $0.replacing("\"verdict\": \"contradicted\"", with: "\"verdict\": \"reproduced\"")
      }
      let changed = try nonsmooth("compare", in: folder)
      #expect(changed.status == 1)
      #expect(changed.errors.hasPrefix("results: results.json does not say "), "\(changed.errors)")
      try FileManager.default.removeItem(at: results)
      let missing = try nonsmooth("compare", in: folder)
      #expect(missing.status == 1)
      #expect(missing.errors.hasPrefix("results: Missing: "), "\(missing.errors)")
    }

    /// Each of the three, in the file that an acceptance writes or in a baseline itself.
    @Test(arguments: [
      ("\"convex\" : \"", "\"convex\" : \"other-", "recorded by convex code other-"),
      ("\"profile\" : \"smoke\"", "\"profile\" : \"quick\"", "recorded under profile 'quick'"),
      (
        "\"embedded\" : \"", "\"embedded\" : \"00",
        "recorded on other data, 'embedded' was SHA-256 00"
      )
    ])
    func aBaselineOfOtherOriginIsRefused(old: String, new: String, reason: String) throws {
      let folder = try ReportTests.report().copy()
      #expect(try nonsmooth("accept", "all", "--reason", "a test", in: folder).status == 0)
      try edit(
        folder.url.appendingPathComponent("Chapters/Convergence/Baselines/smoke/provenance.json")
      ) { $0.replacing(old, with: new) }
      let refused = try nonsmooth("compare", in: folder)
      #expect(refused.status == 2)
      #expect(refused.errors.contains("the baseline was \(reason)"), "\(refused.errors)")
      #expect(refused.errors.contains("could not be compared, expected baselines of the same code"))
      let page = try text(of: folder, "Output/smoke/compare/index.html")
      #expect(page.contains("<strong>Not compared:</strong>"), "the page shows what was refused")
      #expect(try nonsmooth("accept", "all", "--reason", "anew", in: folder).status == 0)
      #expect(try nonsmooth("compare", in: folder).status == 0)
    }

    @Test func aBaselineChangesByAcceptanceAlone() throws {
      let folder = try ReportTests.report().copy()
      #expect(try nonsmooth("accept", "all", "--reason", "a test", in: folder).status == 0)
      let baselines = folder.url.appendingPathComponent("Chapters/Duality/Baselines/smoke")
      try edit(baselines.appendingPathComponent("values/duality.json")) { $0 + "\n" }
      let edited = try nonsmooth("compare", in: folder)
      #expect(edited.status == 2)
      #expect(
        edited.errors.contains("changed in its file 'values/duality.json' without an acceptance"))
      try FileManager.default.removeItem(at: baselines.appendingPathComponent("provenance.json"))
      let unknown = try nonsmooth("compare", in: folder)
      #expect(unknown.status == 2)
      #expect(unknown.errors.contains("recorded without its code, data and profile"))
    }

    @Test func aToleranceThatIsWrongStopsTheComparison() throws {
      let folder = try ReportTests.report().copy()
      #expect(try nonsmooth("accept", "all", "--reason", "a test", in: folder).status == 0)
      let file = folder.url.appendingPathComponent("Chapters/Lasso/Baselines/tolerances.json")
      let entry =
        "{\"output\": \"figure-3\", \"column\": \"y\", \"relative\": 0.1, \"largestDrift\": 0"
      try Data("{\"data\": [\(entry)}]}".utf8).write(to: file)
      let wrong = try nonsmooth("compare", in: folder)
      #expect(wrong.status == 2)
      #expect(wrong.errors.contains("data[0] has no reason, expected why"), "\(wrong.errors)")
      try Data("{\"data\": [\(entry), \"reason\": \"a test\"}]}".utf8).write(to: file)
      let slack = try nonsmooth("compare", in: folder)
      #expect(slack.status == 0)
      #expect(
        slack.errors == "tolerance of figure-3: Slack: no drift was ever seen, so that it can go.\n"
      )
    }

    /// What the pages say of baselines: nothing without any; then each output's own verdict, after a change of its
    /// data, and where it has no baseline of its own.
    @Test func pagesSayHowOutputsStandToBaselines() throws {
      struct Entry: Decodable {
        var verdict, sentence: String
        var accepted, date, reason: String?
      }
      let folder = try ReportTests.report().copy()
      let file = folder.url.appendingPathComponent("\(SmokeReport.smoke)/baselines.json")
      func entries() throws -> [String: Entry] {
        try JSONDecoder().decode([String: Entry].self, from: Data(contentsOf: file))
      }
      #expect(!FileManager.default.fileExists(atPath: file.path), "no baselines, no verdicts")
      #expect(try nonsmooth("accept", "all", "--reason", "a test", in: folder).status == 0)
      #expect(try nonsmooth("chapter", "duality", in: folder).status == 0)
      let same = try entries()
      #expect(same.values.allSatisfy { $0.verdict == "same" && $0.sentence == "The same." })
      #expect(same["figure-1"] != nil && same["table-2"] != nil && same["lasso-values"] == nil)
      let figure = try #require(same["figure-vertical-support"])
      #expect(figure.reason == "a test" && figure.accepted?.isEmpty == false)

      let baselines = folder.url.appendingPathComponent("Chapters/Duality/Baselines/smoke")
      try edit(baselines.appendingPathComponent("provenance.json")) {
        $0.replacing("\"convex\" : \"", with: "\"convex\" : \"other-")
      }
      let output = folder.url.appendingPathComponent(SmokeReport.smoke)
      try edit(output.appendingPathComponent("tables/table-1.csv")) {
        $0.replacing("momentum", with: "inertia")
      }
      let convergence = folder.url.appendingPathComponent("Chapters/Convergence/Baselines/smoke")
      try FileManager.default.removeItem(at: convergence)
      #expect(try nonsmooth("chapter", "duality", in: folder).status == 0)
      let changed = try entries()
      #expect(changed["figure-vertical-support"]?.verdict == "refused")
      #expect(changed["table-1"]?.verdict == "different")
      #expect(changed["table-1"]?.sentence.hasPrefix("The data changed.") == true)
      #expect(changed["figure-1"]?.verdict == "none")
      #expect(changed["figure-1"]?.reason == nil)
      #expect(changed["figure-3"]?.verdict == "same")
    }

    /// No other target, script or command of CI takes outputs.
    @Test func nothingElseAccepts() throws {
      let root = CommandProcess.root
      let makefile = try String(
        contentsOf: root.appendingPathComponent("Makefile"), encoding: .utf8)
      let lines = makefile.split(separator: "\n").filter { $0.contains("accept") }
      #expect(lines.count == 3, "the list of phony targets, the rule and its recipe: \(lines)")
      for folder in [".ci", "Scripts"] {
        let files = try FileManager.default.contentsOfDirectory(
          atPath: root.appendingPathComponent(folder).path)
        for file in files {
          let url = root.appendingPathComponent("\(folder)/\(file)")
          let text = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
          #expect(
            !text.contains("nonsmooth accept") && !text.contains("make accept"), "\(url.path)")
        }
      }
    }

    @Test func whatAChapterNoLongerMakesIsRemoved() throws {
      let folder = try ReportTests.report().copy()
      let output = folder.url.appendingPathComponent(SmokeReport.smoke)
      let old = [".csv", ".json", ".pdf", ".png", ".svg", "-narrow.svg"].map {
        output.appendingPathComponent("figures/figure-old\($0)")
      }
      for file in old { try Data().write(to: file) }
      try edit(output.appendingPathComponent("outputs.json")) {
        $0.replacing(
          "\"entries\" : [",
          with: """
            "entries" : [ {"name": "figure-old", "kind": "figure", "chapter": "duality",
              "files": ["figures/figure-old.csv", "figures/figure-old.png"], "experiments": [],
              "keys": {}, "origin": {"profile": "smoke", "code": {}, "data": {}, "numerics": "portable",
              "architecture": "", "commit": ""}},
            """)
      }
      let outcome = try nonsmooth("chapter", "duality", in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      for file in old { #expect(!FileManager.default.fileExists(atPath: file.path)) }
      let index = try String(
        contentsOf: output.appendingPathComponent("outputs.json"), encoding: .utf8)
      #expect(!index.contains("figure-old"))
    }

    @Test func anUnknownOutputHasANearName() throws {
      let unknown = try nonsmooth(
        "accept", "figur-1", "--reason", "a test", in: try ReportTests.report().folder)
      #expect(unknown.status == 64)
      #expect(unknown.errors.contains("Output 'figur-1': unknown, expected one of"))
      #expect(unknown.errors.hasSuffix("Did you mean 'figure-1'?\n"))
    }

    private func text(of folder: TemporaryDirectory, _ path: String) throws -> String {
      try String(contentsOf: folder.url.appendingPathComponent(path), encoding: .utf8)
    }

    private func edit(_ file: URL, _ change: (String) -> String) throws {
      let before = try String(contentsOf: file, encoding: .utf8)
      let after = change(before)
      try #require(before != after, "\(file.lastPathComponent) is left as it was")
      try Data(after.utf8).write(to: file)
    }
  }
}
