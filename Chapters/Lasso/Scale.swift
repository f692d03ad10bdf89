import ChapterKit

/// How large the chapter's convex runs are in each profile.
package struct Scale {
  let seeds: [UInt64]
  /// Seeds of the variations of B2.
  let variedSeeds: [UInt64]
  /// Steps of B2 per unit of 1 / (alpha l1), for the smaller l1.
  let regressionTravel: Double
  let gap: Double
  /// Run lengths T at which F5 is judged; the chosen one is `chosenLength`.
  let lengths: [Int]
  /// Coordinates of D8.
  let fates: Int

  /// a of F5.
  package static let rmsPropRate = 0.1
  /// The smaller l1 of F5 needs 1 / (alpha l1) steps to bring beta_0 = 1 home; then come the 100 drawn steps.
  static let chosenLength = 10_100
  /// With fewer seeds a rule about their 5th and 95th percentile is not judged.
  static let fewestSeeds = 20

  init(_ profile: Profile) {
    switch profile {
    case .smoke:
      (seeds, variedSeeds, regressionTravel, gap) = (Array(1...3), [1], 0.2, 1e-4)
      (lengths, fates) = ([100, 1_000, Self.chosenLength], 50)
    case .quick:
      (seeds, variedSeeds, regressionTravel, gap) = (Array(1...20), Array(1...4), 2, 1e-6)
      (lengths, fates) = ([100, 300, 1_000, 3_000, Self.chosenLength, 30_000], 1_000)
    case .standard, .paper:
      (seeds, variedSeeds, regressionTravel, gap) = (Array(1...100), Array(1...20), 5, 1e-8)
      (lengths, fates) = ([100, 300, 1_000, 3_000, Self.chosenLength, 30_000, 100_000], 5_000)
    }
  }

  /// Why a claim about the percentiles over the seeds is not judged.
  static func tooFewSeeds(_ count: Int) -> String {
    "There are \(count) seeds; a rule about their 5th and 95th percentile asks for at least \(fewestSeeds)."
  }
}
