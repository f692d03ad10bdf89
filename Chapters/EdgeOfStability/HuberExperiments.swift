import ChapterKit
import Reports

/// What Figure 4 and the claims on it run.
extension EdgeOfStability {
  /// The sizes that a profile runs.
  struct Sizes {
    var seeds: [UInt64]
    var iterations: Int
    var variedIterations: Int
    var driftIterations: Int

    init(profile: Profile) {
      let (count, long, short, drift) =
        switch profile {
        case .smoke: (4, 200, 100, 10_000)
        case .quick: (20, 1_000, 500, 1_000_000)
        case .standard, .paper: (100, 5_000, 2_000, 10_000_000)
        }
      seeds = (1...UInt64(count)).map { $0 }
      (iterations, variedIterations, driftIterations) = (long, short, drift)
    }
  }

  /// Multiples of 2 / L around the stability limit, dense just above it.
  static let multiples = [
    0.5, 0.9, 0.99, 1.001, 1.003, 1.01, 1.03, 1.1, 1.5, 2, 4, 8, 16
  ]
  /// Learning rates for the question whether a larger one oscillates faster.
  static let frequencyRates = [1.0, 10, 100]
  static let paperRates = [0.1, 10]
  /// Their places: below 2 / L, and far above.
  static let (small, large) = (0, 1)
  /// Iterations that Figure 4 draws at the small rate, and at the large one, whose zigzag is dense.
  static let drawnIterations = 100
  static let drawnOscillations = 30
  static let leastSquaresIterations = 20

  static func variationName(_ data: HuberData, startScale: Double) -> String {
    "F4.\(data.rawValue).start\(startScale == startScale.rounded() ? "\(Int(startScale))" : "\(startScale)")"
  }

  /// Data and start scale of each variation; the first is the chosen setting.
  static let variations: [(data: HuberData, startScale: Double)] =
    HuberData.allCases.map { ($0, 1) } + [(.uniform, 0), (.uniform, 10)]

  static func huberExperiments(_ profile: Profile) -> [LiveExperiment<HuberRuns>] {
    let sizes = Sizes(profile: profile)
    var groups: [LiveExperiment<HuberRuns>] = []
    for (index, variation) in variations.enumerated() {
      groups.append(
        LiveExperiment(
          variationName(variation.data, startScale: variation.startScale),
          HuberRuns(
            data: variation.data, startScale: variation.startScale, seeds: sizes.seeds,
            rates: paperRates,
            iterations: index == 0 ? sizes.iterations : sizes.variedIterations,
            curveLength: index == 0 ? min(drawnIterations, sizes.iterations) : 0)
        ))
    }
    groups.append(
      LiveExperiment(
        "F4.threshold",
        HuberRuns(
          data: .uniform, seeds: sizes.seeds, rates: multiples, unit: .stabilityLimits,
          iterations: sizes.variedIterations)
      ))
    groups.append(
      LiveExperiment(
        "F4.frequency",
        HuberRuns(
          data: .uniform, seeds: sizes.seeds, rates: frequencyRates,
          iterations: sizes.variedIterations)
      ))
    groups.append(
      LiveExperiment(
        "F4.leastSquares",
        HuberRuns(
          data: .uniform, loss: .leastSquares, seeds: sizes.seeds, rates: paperRates,
          iterations: leastSquaresIterations)
      ))
    return groups
  }
}
