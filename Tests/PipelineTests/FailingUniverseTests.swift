import ChapterKit
import Experiments
import Foundation
import Pipeline
import Reports
import Support
import TestSupport
import Testing

/// Universes in which a run fails.
@Suite struct FailingUniverseTests {
  private struct Faulty: Chapter {
    struct Specification: Codable, Sendable {
      var rate = 1
      var start = 0
    }

    let name = "faulty"
    let title = "Faulty"
    let paperSections = ""
    /// Gains a line for each run that is tried.
    let log: URL

    func experiments(for setting: Setting) throws -> [Experiment] {
      let log = log
      return [
        try Experiment("E", kind: "convex", specification: Specification()) { spec, _ in
          let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
          try Data((text + "\(spec.rate)-\(spec.start)\n").utf8).write(to: log)
          if spec.rate == 3 { throw CommandFailure("Loss: infinite, expected a number.") }
          return spec.rate + spec.start
        }
      ]
    }

    func decisions(for setting: Setting) throws -> [Decision] {
      [
        Decision(
          "E:rate", title: "rate", options: ["1", "2", "3"].map { .init($0, reason: "r") },
          claims: ["c"]),
        Decision(
          "E:start", title: "start", options: ["0", "5"].map { .init($0, reason: "r") },
          claims: ["c"])
      ]
    }

    var effects: [String: ClaimEffect] { ["c": ClaimEffect("sum", "sum")] }

    func report(from results: any Results, for setting: Setting) throws -> ChapterReport {
      let sum = try results.outcome(Int.self, of: "E")
      var report = ChapterReport()
      report.claims = [
        Claim(
          id: "c", place: "here", statement: "s", paperValue: "", ourValue: "", rule: "r",
          evidence: ["sum": Double(sum)], verdict: sum > 4 ? .reproduced : .notReproduced,
          reason: "r")
      ]
      return report
    }
  }

  @Test func theyHaveNoVerdictAndAreTriedOnce() async throws {
    let smoke = try await SmokeWorkspace()
    let chapter = Faulty(log: smoke.file("log"))
    var workspace = Workspace(
      root: smoke.folder.url, chapters: [chapter], profile: .smoke, dataset: nil, dataPath: nil,
      threads: 1)
    workspace.numerics = .portable
    for _ in 0..<2 {
      let pipeline = try SmokeWorkspace.pipeline(workspace)
      try pipeline.make(pipeline.runs)
      let plan = try pipeline.multiverse(of: pipeline.families(), seconds: nil)
      let judged = try #require(pipeline.judge(plan).first)
      let answer = try #require(pipeline.answers(of: judged).first)
      #expect(answer.counts == ["reproduced": 2, "notReproduced": 2])
      #expect(
        answer.universes.filter { $0.verdict == nil }.map(\.settings)
          == [["E:rate=3"], ["E:rate=3", "E:start=5"]]
          || answer.universes.filter { $0.verdict == nil }.map(\.settings)
            == [["E:rate=3", "E:start=5"], ["E:rate=3"]]
      )
      #expect(answer.universes.first { $0.verdict == nil }?.failure?.contains("infinite") == true)
      #expect(answer.sentence.contains("2 have no verdict, as a run failed in them."))
    }
    let tried = try String(contentsOf: chapter.log, encoding: .utf8).split(separator: "\n")
    #expect(tried.count == 6 && Set(tried).count == 6, "\(tried)")
  }
}
