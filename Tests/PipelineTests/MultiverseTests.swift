import ChapterKit
import Experiments
import Foundation
import Multiverse
import Pipeline
import Reports
import Support
import Testing

@Suite struct MultiverseTests {
  private static func pipeline(_ workspace: Workspace, chapter: String) throws -> ReportPipeline {
    try SmokeWorkspace.pipeline(
      workspace, chapters: workspace.chapters.filter { $0.name == chapter })
  }

  /// The chapter's own report of a universe's settings says the same, and finds all of the claim's runs made.
  @Test(arguments: [("lasso", "F5.b"), ("edge-of-stability", "F4.b"), ("convergence", "F1.c")])
  func aUniverseIsWhatSetMakesOfIt(chapter: String, claim: String) async throws {
    let smoke = try await SmokeWorkspace()
    let pipeline = try Self.pipeline(smoke.workspace, chapter: chapter)
    let family = try #require(pipeline.families([claim]).first)
    let plan = try pipeline.multiverse(of: [family], seconds: nil)
    let judged = try #require(pipeline.judge(plan).first)
    #expect(judged.universes.count == family.space.universes.count)
    let verdicts = Set(judged.universes.map { $0.verdicts[claim] })
    for verdict in verdicts {
      let universe = try #require(judged.universes.last { $0.verdicts[claim] == verdict })
      var varied = smoke.workspace
      varied.variation = try Variation(parsing: family.changes(of: universe.options))
      let own = try Self.pipeline(varied, chapter: chapter)
      let left = try own.plan().filter { !$0.isFinished }.map(\.name)
      #expect(family.targets.isDisjoint(with: left))
      let report = try #require(own.perform().first).report
      #expect(report.claims.first { $0.id == claim }?.verdict == verdict)
      #expect(report.multiverse.isEmpty)
    }
  }

  @Test func nothingIsMadeTwice() async throws {
    let smoke = try await SmokeWorkspace()
    let pipeline = try Self.pipeline(smoke.workspace, chapter: "lasso")
    let families = try pipeline.families(["F5.a", "F5.b"])
    #expect(families.count == 2)
    let plan = try pipeline.multiverse(of: families, seconds: nil)
    let keys = plan.shares.flatMap(\.runs).map(\.key)
    #expect(Set(keys).count == keys.count, "F5.b's universes are among F5.a's")
    _ = try pipeline.judge(plan)
    let again = try pipeline.multiverse(of: families, seconds: 0.001)
    #expect(again.shares.map(\.universes) == plan.shares.map(\.universes))
    #expect(again.shares.allSatisfy { $0.seconds == 0 })
    // The next report shows what came out.
    let report = try #require(pipeline.perform().first).report
    for id in ["F5.a", "F5.b"] {
      let answer = try #require(report.multiverse.first { $0.claim == id })
      #expect(answer.universes.count == answer.total)
    }
    // Baselines are of what every report has.
    let words = "Universes of F5.a; F5.b: added by nonsmooth multiverse, "
    let compared = SmokeWorkspace.failure { _ = try BaselineCheck.write(for: smoke.workspace) }
    #expect(compared?.message.hasPrefix(words) == true)
    let accepted = SmokeWorkspace.failure {
      _ = try Acceptance(of: ["all"], in: smoke.workspace, reason: "a test")
    }
    #expect(accepted?.message.hasPrefix(words) == true)
  }

  /// Universes of Figure 3 share runs that others of theirs start from.
  @Test func whatUniversesStartFromIsMadeOnce() async throws {
    let smoke = try await SmokeWorkspace()
    let pipeline = try Self.pipeline(smoke.workspace, chapter: "lasso")
    let plan = try pipeline.multiverse(of: pipeline.families(["4.4"]), seconds: 2)
    let share = try #require(plan.shares.first)
    let shared = share.runs.count { $0.run.name.hasPrefix("F3.pretraining") }
    #expect(shared > 0 && shared < share.universes.count, "\(share.words)")
    let judged = try #require(pipeline.judge(plan).first)
    #expect(judged.universes.map(\.options) == share.universes)
    #expect(judged.universes.allSatisfy { $0.failure == nil && $0.verdicts["4.4"] == .undecided })
  }

  /// A budget for no more than every report has leaves the report as it is.
  @Test func fewUniversesAddNone() async throws {
    let smoke = try await SmokeWorkspace()
    let pipeline = try Self.pipeline(smoke.workspace, chapter: "lasso")
    _ = try pipeline.judge(pipeline.multiverse(of: pipeline.families(["F5.b"]), seconds: 0))
    _ = try Acceptance(of: ["figure-5"], in: smoke.workspace, reason: "a test")
  }

  /// With ten times the budget come the same universes, and more.
  @Test func aLargerBudgetOnlyAdds() async throws {
    let smoke = try await SmokeWorkspace(copied: false)
    let pipeline = try SmokeWorkspace.pipeline(smoke.workspace)
    let families = try pipeline.families().filter { !$0.trains }
    var before = try pipeline.multiverse(of: families, seconds: 0.2).shares.map(\.universes)
    for seconds in [1.0, 5, 50] {
      let after = try pipeline.multiverse(of: families, seconds: seconds).shares.map(\.universes)
      for (few, many) in zip(before, after) { #expect(Array(many.prefix(few.count)) == few) }
      before = after
    }
    #expect(before.reduce(0) { $0 + $1.count } > families.count)
  }

  /// Every claim that a decision names is judged, reads its runs, and has the evidence that its curve shows.
  @Test func theReportsAnswersRestOnItsClaims() async throws {
    let smoke = try await SmokeWorkspace(copied: false)
    let results = try JSONDecoder().decode(
      ResultsText.self, from: Data(contentsOf: smoke.output("results.json")))
    let pipeline = try SmokeWorkspace.pipeline(smoke.workspace)
    for family in try pipeline.families() {
      let chapter = try #require(smoke.workspace.chapters.first { $0.name == family.chapter })
      for id in family.claims {
        let effect = try #require(chapter.effects[id], "\(id)")
        let claim = try #require(results.claims.first { $0.id == effect.claim ?? id }, "\(id)")
        #expect(claim.evidence[effect.evidence] != nil, "\(id): \(effect.evidence)")
        for decision in family.decisions {
          // Or a run that starts from one of them.
          let names = Set(try Variation.names(decision.target, among: pipeline.runs))
          let reached = pipeline.runs.filter {
            names.contains($0.name) || !names.isDisjoint(with: $0.prerequisites)
          }
          #expect(
            !Set(reached.map(\.name)).isDisjoint(with: claim.experiments),
            "\(id): \(decision.target)")
        }
      }
    }
    #expect(results.multiverse.count > 10)
    for answer in results.multiverse {
      let claim = try #require(results.claims.first { $0.id == answer.claim })
      let ours = try #require(answer.universes.first { $0.isOurs })
      #expect(ours.verdict == claim.verdict && ours.settings.isEmpty, "\(answer.claim)")
      #expect(ours.effect == claim.evidence[answer.effect], "\(answer.claim)")
    }
  }

  private struct ResultsText: Decodable {
    struct Claim: Decodable {
      var id: String
      var verdict: Verdict
      var evidence: [String: Double]
      var experiments: [String]
    }
    var claims: [Claim]
    var multiverse: [MultiverseAnswer]
  }

  @Test func anUnknownClaimIsOneSentence() async throws {
    let smoke = try await SmokeWorkspace(copied: false)
    let pipeline = try SmokeWorkspace.pipeline(smoke.workspace, isPlan: true)
    let failure = SmokeWorkspace.failure { _ = try pipeline.families(["F5.d"]) }
    #expect(failure?.status == .usage)
    #expect(
      failure?.message.hasPrefix("Claim 'F5.d': unknown, expected one of 3.3, 3.4, 3.6, 4.4, ")
        == true)
    #expect(failure?.message.hasSuffix("Did you mean 'F5.a'?") == true)
  }

  @Test func aRunOfAUniverseIsFoundByItsName() async throws {
    let smoke = try await SmokeWorkspace(copied: false)
    let pipeline = try Self.pipeline(smoke.workspace, chapter: "lasso")
    let name = "F3.adam.lambda2.seed42@steps2=12;seed=43"
    #expect(
      try pipeline.needed(for: name).map(\.name)
        == ["F3.pretraining.seed42@steps2=12;seed=43", name])
    let wrong = SmokeWorkspace.failure {
      _ = try pipeline.needed(for: "F3.adam.lambda2.seed42@seed=7")
    }
    #expect(
      wrong?.message.contains("unknown, expected one of those that nonsmooth plan lists") == true)
  }
}
