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

      // A verdict in a baseline that is no longer the report's, and so for the other kinds of file.
      let lasso = folder.url.appendingPathComponent("Chapters/Lasso/Baselines/smoke")
      try edit(lasso.appendingPathComponent("values/lasso.json")) {
        $0.replacing("\"verdict\" : \"reproduced\"", with: "\"verdict\" : \"notReproduced\"")
      }
      try edit(lasso.appendingPathComponent("tables/table-1.csv")) {
        $0.replacing("momentum", with: "inertia")
      }
      try edit(lasso.appendingPathComponent("figures/figure-5.csv")) { $0 + "1,2,3\n" }
      let changed = try nonsmooth("compare", in: folder)
      #expect(changed.status == 1)
      let lines = changed.errors.split(separator: "\n").map(String.init)
      #expect(lines.count == 4, "\(changed.errors)")
      #expect(lines.last?.hasPrefix("nonsmooth: Profile 'smoke': 3 of ") == true)
      #expect(
        lines.contains {
          $0.hasPrefix("values/lasso.json: claims.")
            && $0.hasSuffix(".verdict: 'reproduced', expected 'notReproduced'")
        }, "\(changed.errors)")
      #expect(lines.contains { $0.hasPrefix("tables/table-1.csv: row ") })
      #expect(lines.contains { $0.hasPrefix("figures/figure-5.csv: ") })

      let one = try nonsmooth("accept", "lasso-values", "--reason", "a test", in: folder)
      #expect(one.output == "values/lasso.json\n")
      #expect(try nonsmooth("compare", in: folder).errors.contains("2 of "))
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
      #expect(changed.errors.hasPrefix("results.json: claims."), "\(changed.errors)")
      try FileManager.default.removeItem(at: results)
      let missing = try nonsmooth("compare", in: folder)
      #expect(missing.status == 1)
      #expect(missing.errors.hasPrefix("results.json: not made\n"), "\(missing.errors)")
    }

    @Test func whatAChapterNoLongerMakesIsRemoved() throws {
      let folder = try ReportTests.report().copy()
      let output = folder.url.appendingPathComponent(SmokeReport.smoke)
      let old = ["csv", "pdf", "png", "svg"].map {
        output.appendingPathComponent("figures/figure-old.\($0)")
      }
      for file in old { try Data().write(to: file) }
      try edit(output.appendingPathComponent("outputs.json")) {
        $0.replacing(
          "\"entries\" : [",
          with: """
            "entries" : [ {"name": "figure-old", "kind": "figure", "chapter": "duality",
              "files": ["figures/figure-old.csv", "figures/figure-old.png"], "experiments": [],
              "keys": {}},
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

    private func edit(_ file: URL, _ change: (String) -> String) throws {
      let before = try String(contentsOf: file, encoding: .utf8)
      let after = change(before)
      try #require(before != after, "\(file.lastPathComponent) is left as it was")
      try Data(after.utf8).write(to: file)
    }
  }
}
