import ChapterKit
import Experiments
import Foundation
import Kernels
import Neural
import Plots

/// F3's outcomes, by experiment name, and what the claims read off them.
package struct FineTuning {
  typealias Name = OptimizerSpecification.Name
  let scale: FineTuningScale
  private let runs: RunOutcomes<FineTuningOutcome>
  /// By experiment; none where metrics are not kept.
  private let traces: [String: RunTrace]
  private let specifications: [String: TrainingSpecification]

  package init(_ results: any Results, _ setting: Setting) throws {
    let scale = FineTuningScale(setting.profile)
    self.scale = scale
    var names: [String] = []
    for seed in scale.seeds {
      if scale.pretrainingSteps > 0 { names.append(scale.pretrainingName(seed)) }
      for strength in FineTuningScale.strengths {
        names += FineTuningScale.optimizers.map { scale.name($0, strength, seed) }
      }
    }
    runs = try RunOutcomes(results, names)
    specifications = try results.specifications.specifications(
      TrainingSpecification.self, of: names)
    traces = RunTrace.all(of: names, in: results)
  }

  var names: [String] { runs.names }

  // MARK: What ran

  /// Of the first seed; `strength` is the l1 as declared, in place of which a variation may have set another.
  func specification(_ optimizer: Name, _ strength: Double) -> TrainingSpecification {
    specifications.declared(scale.name(optimizer, strength, scale.seeds[0]))
  }

  /// That of SGD at the larger l1, for what all runs share.
  var shared: TrainingSpecification { specification(.sgd, FineTuningScale.large) }
  /// Of the run that makes the first weights; nil where they are ImageNet's.
  var pretrainingSpecification: TrainingSpecification? {
    specifications[scale.pretrainingName(scale.seeds[0])]
  }
  /// Images of an epoch.
  var imageCount: Int { shared.dataset.imageCount }
  var steps: Int { shared.steps ?? 0 }
  var pretrainingSteps: Int { pretrainingSpecification?.steps ?? 0 }
  var lengths: [Int] { FineTuningScale.lengths(of: steps) }
  /// Whether the runs are long enough for a verdict.
  var isLong: Bool { steps >= FineTuningScale.fewestSteps }
  var rate: Double { shared.optimizer.learningRate }

  /// The l1 of the runs declared with `strength`.
  func l1(_ strength: Double) -> Double { specification(.sgd, strength).l1Strength }
  /// `"l1 = 2"`.
  func penalty(_ strength: Double) -> String { "l1 = \(short(l1(strength)))" }
  /// How far the penalty alone moves a weight of SGD's: alpha l1 times the steps.
  func reach(_ strength: Double, steps: Int = FineTuningScale.paperSteps) -> Double {
    let ran = specification(.sgd, strength)
    return ran.optimizer.learningRate * ran.l1Strength * Double(steps)
  }

  // MARK: What came out

  /// The norm at the end: the mean over the last cycle, which is two successive iterates, and its range; the
  /// medians over seeds. Nil where some run's metrics are not kept.
  func cycle(_ optimizer: Name, _ strength: Double) -> (low: Double, mean: Double, high: Double)? {
    let pairs = scale.seeds.compactMap { seed -> (Double, Double)? in
      let name = scale.name(optimizer, strength, seed)
      guard let before = traces[name]?.normBeforeLast, let end = runs[name]?.finalNorm else {
        return nil
      }
      return (before, end)
    }
    guard pairs.count == scale.seeds.count else { return nil }
    return (
      Statistics.median(pairs.map { min($0, $1) }), Statistics.median(pairs.map { ($0 + $1) / 2 }),
      Statistics.median(pairs.map { max($0, $1) })
    )
  }

  var pretraining: [FineTuningOutcome] {
    scale.seeds.compactMap { runs[scale.pretrainingName($0)] }
  }

  var parameterCount: Int { outcomes(.sgd, FineTuningScale.large).first?.parameterCount ?? 0 }

  /// One outcome per seed.
  func outcomes(_ optimizer: Name, _ strength: Double) -> [FineTuningOutcome] {
    scale.seeds.compactMap { runs[scale.name(optimizer, strength, $0)] }
  }

  /// One trace per seed, with the cross-entropy at its end.
  func traced(_ optimizer: Name, _ strength: Double) -> [(trace: RunTrace, end: Double)] {
    RunTrace.ended(scale.seeds.map { scale.name(optimizer, strength, $0) }, runs, traces)
  }

  func median(_ optimizer: Name, _ strength: Double, _ quantity: (FineTuningOutcome) -> Double)
    -> Double
  { Statistics.median(outcomes(optimizer, strength).map(quantity)) }

  /// The quantity at the end of each seed's run, to `count` digits.
  func words(
    _ optimizer: Name, _ strength: Double, digits count: Int = 4,
    _ quantity: (FineTuningOutcome) -> Double
  ) -> String {
    Statistics.words(outcomes(optimizer, strength).map(quantity)) { digits($0, count) }
  }

  /// sum |w| after `lengths[index]` steps.
  func norm(_ optimizer: Name, _ strength: Double, at index: Int) -> Double {
    median(optimizer, strength) { $0.lengths[index].norm }
  }

  /// The percentage of parameters with |w| < 1e-5 after `lengths[index]` steps.
  func percentBelow(_ optimizer: Name, _ strength: Double, at index: Int) -> Double {
    100 * median(optimizer, strength) { $0.lengths[index].belowThreshold }
  }

  func norm(_ optimizer: Name, _ strength: Double) -> Double {
    norm(optimizer, strength, at: lengths.count - 1)
  }

  func percentBelow(_ optimizer: Name, _ strength: Double) -> Double {
    percentBelow(optimizer, strength, at: lengths.count - 1)
  }

  func crossEntropy(_ optimizer: Name, _ strength: Double) -> Double {
    median(optimizer, strength) { $0.lastCrossEntropy }
  }

  /// Cross-entropy of the guess that all ten classes are equally likely.
  static let constantGuess = Elementary.log(10.0)

  /// Whether the network at the end is no better than the constant guess.
  func isCollapsed(_ optimizer: Name, _ strength: Double) -> Bool {
    crossEntropy(optimizer, strength) >= Self.constantGuess
  }

  /// The share below 1e-5 that the two-cycle predicts for SGD: the weights that the penalty can bring
  /// home, spread evenly over magnitudes from 0 to alpha l1.
  func predicted(_ strength: Double) -> Double {
    let span = reach(strength, steps: 1)
    return median(.sgd, strength) { $0.reachable } * min(1, FineTuningScale.threshold / span)
  }

  /// Largest over smallest of the three norms after `lengths[index]` steps; at the end of those over the last
  /// cycle, where they are known.
  func spread(_ strength: Double, at index: Int) -> Double {
    let isEnd = index == lengths.count - 1
    let norms = FineTuningScale.optimizers.map {
      isEnd ? cycle($0, strength)?.mean ?? norm($0, strength) : norm($0, strength, at: index)
    }
    return (norms.max() ?? .nan) / max(norms.min() ?? .nan, .leastNormalMagnitude)
  }

  /// Norms differ substantially when the largest is so many times the smallest, which shows on the scale of
  /// Figure 3.
  static let substantial = 2.0
  /// A norm has come to rest when the last quarter of the run changes it by at most this share.
  static let restTolerance = 0.01

  /// The rules of claims 4.4, 4.5 and 4.6, at each of `lengths`.
  var spreadHolds: [Bool] {
    lengths.indices.map { index in
      FineTuningScale.strengths.allSatisfy { spread($0, at: index) >= Self.substantial }
    }
  }
  func growthHolds(_ optimizer: Name) -> [Bool] {
    lengths.indices.map {
      norm(optimizer, FineTuningScale.large, at: $0)
        > norm(optimizer, FineTuningScale.small, at: $0)
    }
  }
  var pruningHolds: [Bool] {
    lengths.indices.map { index in
      FineTuningScale.optimizers.contains {
        percentBelow($0, FineTuningScale.large, at: index)
          < percentBelow($0, FineTuningScale.small, at: index)
      }
    }
  }

  /// How far the last quarter of the run moved the norm, as a share of its end; the larger of the two l1.
  func lateChange(_ optimizer: Name) -> Double {
    let last = lengths.count - 1
    return FineTuningScale.strengths.map { strength in
      let end = norm(optimizer, strength, at: last)
      return abs(end - norm(optimizer, strength, at: last - 1))
        / max(abs(end), .leastNormalMagnitude)
    }.max() ?? .nan
  }

  /// Whether the penalty alone would leave SGD, at this width and length, with the larger norm at the larger l1.
  var widthLawAgrees: Bool {
    guard let law = widthLaws.first else { return false }
    func norm(_ strength: Double) -> Double {
      law.norm(after: steps, of: reach(strength, steps: 1))
    }
    return norm(FineTuningScale.large) > norm(FineTuningScale.small)
  }

  /// VGG16 by He's law, at this profile's width, at a quarter, a half and in full.
  var widthLaws: [WidthLaw] {
    let own = (shared.network.widthMultiplier, shared.network.hidden)
    let wider = [(0.25, 256), (0.5, 1024), (1, 4096)].filter { $0.0 > own.0 }
    return ([own] + wider).map {
      WidthLaw(widthMultiplier: $0.0, hidden: $0.1)
    }
  }

  /// One line of settings for figure 3 and table 2.
  var settings: String {
    "VGG16 at width \(digits(shared.network.widthMultiplier)), hidden \(shared.network.hidden), batch "
      + "\(shared.batchSize), alpha = \(short(rate)), \(grouped(steps)) steps "
      + (pretrainingSteps > 0
        ? "after \(grouped(pretrainingSteps)) of training on the same images"
        : "from torchvision's ImageNet weights") + ", \(scale.seeds.count) "
      + (scale.seeds.count == 1 ? "seed" : "seeds")
  }
}

extension OptimizerSpecification.Name {
  /// As printed in the paper.
  var label: String {
    switch self {
    case .sgd: "SGD"
    case .rmsprop: "RMSProp"
    case .adam: "Adam"
    }
  }

  var look: Compared {
    switch self {
    case .sgd: .plain
    case .rmsprop: .rmsProp
    case .adam: .adam
    }
  }
}
