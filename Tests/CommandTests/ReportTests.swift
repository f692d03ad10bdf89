import Foundation
import TestSupport
import Testing

/// The real report at `smoke`, made by the command: what it prints, and how it ends.
@Suite(.smokeReport, .timeLimit(.minutes(20))) struct ReportTests {
  /// The report that all tests share.
  static func report() throws -> SmokeReport { try #require(SmokeReport.current) }
}

extension ReportTests {
  /// Report, plan, explain, accept, compare: a process each; PipelineTests has what they decide.
  @Suite struct ChainTests {
    private func nonsmooth(
      _ arguments: String..., in folder: TemporaryDirectory
    ) async throws -> CommandProcess.Outcome {
      try await CommandProcess.run(arguments + ["--profile", "smoke"], in: folder.url)
    }

    @Test func theLastLinesNameThePagesAndThoseBeforeTheVerdicts() throws {
      let report = try ReportTests.report()
      let lines = report.output.split(separator: "\n").map(String.init)
      let pages = lines.suffix(2)
      #expect(pages.map { $0.split(separator: "/").last ?? "" } == ["report.html", "report.pdf"])
      for page in pages { #expect(FileManager.default.fileExists(atPath: page), "\(page)") }
      let data = try Data(contentsOf: report.pages.appendingPathComponent("results.json"))
      let results = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      let claims = try #require(results["claims"] as? [[String: Any]])
      let count = claims.count { $0["verdict"] as? String == "contradicted" }
      #expect(
        lines.first?.wholeMatch(
          of: /\d+ claims: \d+ reproduced, \d+ not reproduced, (\d+) contradicted, .*/
        ).map { Int($0.1) } == count, "\(lines)")
      #expect(lines.first?.hasPrefix("\(claims.count) claims: ") == true)
    }

    @Test func planAndExplainSayWhatIsFresh() async throws {
      let folder = try ReportTests.report().folder
      let plan = try await nonsmooth("plan", in: folder)
      #expect(plan.status == 0)
      #expect(plan.output.contains("\n0 of "), "a finished run would run again: \(plan.output)")
      #expect(plan.output.hasSuffix(" makes what is to do, and the pages.\n"), "\(plan.output)")
      let explain = try await nonsmooth("explain", "figure-1", in: folder)
      #expect(explain.status == 0)
      #expect(explain.output.hasPrefix("figure-1 is fresh\n"), "\(explain.output)")
      #expect(explain.output.hasSuffix("Nothing of it would be made again.\n"), "\(explain.output)")
    }

    @Test func acceptAndCompareSayWhatTheyFound() async throws {
      let folder = try ReportTests.report().copy()
      let accept = try await nonsmooth("accept", "all", "--reason", "a test", in: folder)
      #expect(accept.status == 0, "\(accept.errors)")
      let lines = accept.output.split(separator: "\n")
      #expect(lines.dropLast().allSatisfy { $0.hasPrefix("accepted ") }, "\(lines)")
      #expect(
        lines.last?.hasPrefix("Commit it: git add Chapters/Tutorial/Baselines/smoke ") == true)
      let same = try await nonsmooth("compare", in: folder)
      #expect(same.status == 0, "\(same.errors)")
      let page = "\(folder.url.path)/Output/smoke/compare/index.html"
      #expect(
        same.output.wholeMatch(of: /All \d+ outputs agree with their baselines\n(.*)\n/)
          .map { String($0.1) } == URL(fileURLWithPath: page).path, "\(same.output)")

      let table = folder.url.appendingPathComponent("\(SmokeReport.smoke)/tables/table-1.csv")
      let text = try String(contentsOf: table, encoding: .utf8)
      try Data(text.replacing("momentum", with: "inertia").utf8).write(to: table)
      let changed = try await nonsmooth("compare", in: folder)
      #expect(changed.status == 1)
      let errors = changed.errors.split(separator: "\n")
      #expect(errors.first?.hasPrefix("table-1: The data changed. ") == true)
      #expect(
        errors.last?.hasPrefix("nonsmooth: Profile 'smoke': 1 of ") == true, "\(changed.errors)")
    }

    /// No other target, script or command of CI takes outputs.
    @Test func nothingElseAccepts() throws {
      let root = CommandProcess.root
      let makefile = try String(
        contentsOf: root.appendingPathComponent("Makefile"), encoding: .utf8)
      let lines = makefile.split(separator: "\n").filter { $0.contains("nonsmooth accept") }
      #expect(lines.count <= 1, "the recipe of its own target: \(lines)")
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
  }
}
