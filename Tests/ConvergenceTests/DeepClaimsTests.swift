import ChapterKit
import Convergence
import Experiments
import Reports
import Testing

/// Claims 3.3 and 3.4 on made-up curves, whose verdicts are known.
@Suite struct DeepClaimsTests {
  /// GELU's lead at VGG11 and VGG19 in seeds 1, 2 and 3, constant over the epochs; ReLU's loss is 1.
  private func results(
    plain: (shallow: [Double], deep: [Double]), batchNorm: [Double] = [0, 0, 0],
    relu: Double = 1, profile: Profile = .quick
  ) throws -> DeepResults {
    var losses: [String: [Double]] = [:]
    for name in DeepResults.experiments(for: profile) {
      let seed = Int(name.suffix(1)).map { $0 - 1 } ?? 0
      let isDeep = name.contains("vgg19")
      let leads =
        name.contains("batchNorm") ? batchNorm : isDeep ? plain.deep : plain.shallow
      // The first epoch does not count.
      losses[name] =
        name.contains("gelu") ? [5, relu - leads[seed], relu - leads[seed]] : [2, relu, relu]
    }
    return try Self.results(losses, profile)
  }

  private static func results(
    _ losses: [String: [Double]], _ profile: Profile
  ) throws -> DeepResults {
    let setting = Setting(
      profile: profile, dataset: DatasetReference(name: "embedded", path: nil, sha256: ""))
    return try DeepResults(
      losses: losses, specifications: Specifications(Convergence().experiments(for: setting)),
      profile: profile)
  }

  private func claim(_ id: String, _ results: DeepResults) throws -> Claim {
    try #require(results.claims().first { $0.id == id })
  }

  /// The profile without a limit counts the images of its data set.
  @Test(arguments: [Profile.quick, .standard])
  func everyNumberIsThere(profile: Profile) throws {
    let leads = [0.1, 0.2, 0.3, 0.4, 0.5]
    let values = try results(plain: (leads, leads), batchNorm: leads, profile: profile).values
    #expect(values.absent.isEmpty, "\(values.absent)")
    #expect(values["F2.images"] == 5000)
  }

  /// A run that leaves its plateau and comes back has not left it.
  @Test func aWaitEndsWhereTheLossStaysBelowThePlateau() throws {
    var losses: [String: [Double]] = [:]
    for name in DeepResults.experiments(for: .quick) { losses[name] = [2.3, 1, 1, 1] }
    losses["F2.vgg19.plain.gelu.seed2"] = [2.3, 2.2, 2.3, 2.3]
    losses["F2.vgg19.plain.relu.seed3"] = [2.3, 2.3, 1, 1]
    let values = try Self.results(losses, .quick).values
    let waits = { (name: String) in (1...3).map { values["\(name).plateauEpochs.seed\($0)"] } }
    #expect(waits("F2.vgg19.plain.gelu") == [1, 4, 1])
    #expect(waits("F2.vgg19.plain.relu") == [1, 1, 2])
    #expect(values["F2.vgg19.plain.later.gelu"] == 1 && values["F2.vgg19.plain.later.relu"] == 1)
    #expect(values["F2.vgg19.plain.longestWait"] == 4)
  }

  @Test func aLeadThatGrowsWithDepthReproducesTheClaim() throws {
    let claim = try claim("3.3", results(plain: ([0.01, 0.02, 0.9], [0.1, 0.2, -0.9])))
    #expect(claim.verdict == .reproduced)
    #expect(abs(try #require(claim.evidence["vgg11.median"]) - 0.02) < 1e-12)
    #expect(abs(try #require(claim.evidence["vgg19.median"]) - 0.1) < 1e-12)
    #expect(claim.reason.hasPrefix("GELU is the faster at VGG19, and by more than at VGG11."))
    // Three seeds are three numbers.
    #expect(
      claim.ourValue
        == "ReLU minus GELU: 0.01, 0.02, 0.9 at VGG11, 0.1, 0.2, -0.9 at VGG19 (each of 3 seeds)")
  }

  @Test func aLateLeadIsNamedWhereTheMeanHasNone() throws {
    var losses: [String: [Double]] = [:]
    for name in DeepResults.experiments(for: .quick) {
      let isLate = name.contains("vgg19") && name.contains("gelu")
      losses[name] = isLate ? [2, 2, 0.8] : [2, 1, 1]
    }
    let claim = try claim("3.3", Self.results(losses, .quick))
    #expect(claim.verdict == .notReproduced)
    #expect(claim.reason.contains("GELU is the slower"))
    #expect(
      claim.reason.contains("would meet the rule's thresholds: the verdict hinges on the epochs"))
  }

  @Test func otherSignsAndLeadsDoNot() throws {
    let slower = try claim("3.3", results(plain: ([0, 0, 0], [-0.2, -0.1, -0.3])))
    #expect(slower.verdict == .notReproduced)
    #expect(slower.reason.contains("GELU is the slower"))
    let equal = try claim("3.3", results(plain: ([0, 0, 0], [0.04, 0.04, 0.04])))
    #expect(equal.verdict == .notReproduced)
    #expect(equal.reason.contains("At VGG19 the median gap is within the tolerance."))
    let constant = try claim("3.3", results(plain: ([0.2, 0.2, 0.2], [0.2, 0.2, 0.2])))
    #expect(constant.verdict == .notReproduced)
    #expect(constant.reason.contains("does not exceed the tolerance"))
  }

  @Test func withBatchNormTheMedianMagnitudeCounts() throws {
    let none = (shallow: [0.0, 0, 0], deep: [0.0, 0, 0])
    let small = try claim("3.4", results(plain: none, batchNorm: [0.01, 0.04, 0.3]))
    #expect(small.verdict == .reproduced)
    #expect(small.reason.contains("of one sign in all seeds"))
    #expect(small.reason.contains("80 % of the tolerance"))
    let mixed = try claim("3.4", results(plain: none, batchNorm: [0.01, -0.04, 0.03]))
    #expect(mixed.verdict == .reproduced)
    #expect(!mixed.reason.contains("of one sign"))
    let large = try claim("3.4", results(plain: none, batchNorm: [-0.06, 0.07, 0]))
    #expect(large.verdict == .notReproduced)
    #expect(large.reason.hasPrefix("At least one gap exceeds the tolerance."))
  }

  @Test func runsOnThePlateauOrTooFewSeedsCannotTell() throws {
    let none = (shallow: [0.0, 0, 0], deep: [0.0, 0, 0])
    for claim in try results(plain: none, relu: 2.27).claims() where claim.id != "3.6" {
      #expect(claim.verdict == .undecided && claim.wouldDecide != nil)
      #expect(claim.reason.contains("12 of 12 runs"), "\(claim.reason)")
    }
    for claim in try results(plain: none, profile: .smoke).claims() where claim.id != "3.6" {
      #expect(claim.verdict == .undecided && claim.wouldDecide != nil)
      #expect(claim.reason.contains("2 seeds only"), "\(claim.reason)")
      #expect(!claim.reason.contains("plateau"), "\(claim.reason)")
    }
  }

  /// What became of a claim in universes with these effects; each decision moves its effect by `changes` in the median of
  /// `pairs` pairs.
  private func answer(
    _ claim: String, effects: [Double?], changes: [(String, Double)] = [], pairs: Int = 3
  ) -> MultiverseAnswer {
    MultiverseAnswer(
      claim: claim, effect: ClaimEffect("vgg19.median", "gap"),
      decisions: changes.map { title, change in
        MultiverseAnswer.Decision(
          target: "F2:x", title: title, options: [], pairs: pairs, flips: 0, turns: 0,
          medianChange: change)
      }, ranking: [],
      universes: effects.map {
        MultiverseAnswer.Universe(
          options: [], verdict: .undecided, effect: $0, isOurs: false, isPapers: false,
          settings: [], failure: nil)
      }, total: 384, sentence: "", command: "")
  }

  @Test func theActivationIsThePrimaryFactorWhereNothingElseMovesTheLossAsFar() throws {
    let open = try claim("3.6", results(plain: ([0, 0, 0], [0, 0, 0])))
    #expect(open.verdict == .notTested)
    // Of 0.1, 0.2 and 0.5 the median is 0.2; a universe whose run failed has none.
    let gaps = answer("3.3", effects: [0.1, -0.2, 0.5, nil])
    func settled(_ changes: [(String, Double)], pairs: Int = 3) -> Claim {
      let losses = answer("3.6", effects: [1, 1, 1, nil], changes: changes, pairs: pairs)
      return Convergence().settled(open, by: ["3.3": gaps, "3.6": losses])
    }
    let small = settled([("initialization", 0.19), ("batch size", 0.01)])
    #expect(small.verdict == .reproduced)
    #expect(small.evidence["activation.medianGap"] == 0.2 && small.evidence["universes"] == 4)
    #expect(small.evidence["initialization.medianChange"] == 0.19)
    let large = settled([("batch size", 0.01), ("initialization", 0.2), ("learning rate", 0.9)])
    #expect(large.verdict == .notReproduced)
    #expect(
      large.reason
        == "In 4 universes the learning rate, the initialization move it at least as far.")
    #expect(settled([("initialization", 0.9)], pairs: 2).verdict == .notTested)
    #expect(Convergence().settled(open, by: [:]).verdict == .notTested)
    let other = try claim("3.3", results(plain: ([0, 0, 0], [0, 0, 0])))
    #expect(
      Convergence().settled(other, by: ["3.3": gaps, "3.6": gaps]).verdict == other.verdict)
  }
}
