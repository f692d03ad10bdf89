import ChapterKit
import Experiments
import Foundation
import Kernels
import Neural
import Reports

/// The outcomes of F2: the mean training loss of each epoch, by network and seed.
package struct DeepResults {
  /// A run still counts as on its plateau when its last epoch's loss is above ln 10 less ``tolerance``.
  static let plateau = Elementary.log(10.0) - tolerance
  /// Gaps in training loss below this are not told apart: about 2 % of ln 10.
  static let tolerance = 0.05
  static let tolerancePercent = ConvexClaims.text(
    (100 * tolerance / Elementary.log(10.0)).rounded())
  /// With fewer runs an interval says nothing about another seed.
  static let fewestSeeds = 3

  let profile: Profile
  private let losses: RunOutcomes<[Double]>
  private let specifications: [String: TrainingSpecification]

  /// - Parameters:
  ///   - losses: By the name of the experiment.
  ///   - specifications: Those of all experiments of the profile.
  package init(
    losses: [String: [Double]], specifications: Specifications, profile: Profile
  ) throws {
    (self.losses, self.profile) = (RunOutcomes(losses), profile)
    self.specifications = try specifications.specifications(
      TrainingSpecification.self, of: Self.experiments(for: profile))
  }

  init(_ results: any Results, profile: Profile) throws {
    losses = try RunOutcomes(
      results, Self.experiments(for: profile), as: TrainingOutcome.self
    ) { $0.epochMeanCrossEntropy }
    self.profile = profile
    specifications = try results.specifications.specifications(
      TrainingSpecification.self, of: Self.experiments(for: profile))
  }

  /// What a network's runs ran with, of the first seed.
  func specification(_ network: DeepNetwork) -> TrainingSpecification {
    specifications.declared(network.experiment(seed: seeds(network.variant)[0]))
  }

  /// What the runs of a variant share: that of the deeper network with ReLU, without batch norm where there is one.
  func specification(_ variant: DeepExperiment.Variant) -> TrainingSpecification {
    specification(
      DeepNetwork(
        variant: variant, depth: .vgg19, batchNorm: variant.batchNorm[0], activation: .relu))
  }
  func epochs(_ variant: DeepExperiment.Variant) -> Int { specification(variant).epochs ?? 0 }
  func rate(_ variant: DeepExperiment.Variant) -> String {
    ConvexClaims.text(specification(variant).optimizer.learningRate)
  }
  /// `"10 epochs"`.
  func epochWords(_ variant: DeepExperiment.Variant) -> String {
    epochs(variant) == 1 ? "1 epoch" : "\(epochs(variant)) epochs"
  }

  /// What the code base's whole script sets.
  var scriptWords: String {
    let setting = specification(.codeBaseScript)
    return
      "SGD with alpha = \(rate(.codeBaseScript)), momentum \(ConvexClaims.text(setting.optimizer.momentum)), "
      + "weight decay \(ConvexClaims.text(setting.optimizer.weightDecay)), \(setting.schedule.name.rawValue) schedule, "
      + "batch \(setting.batchSize), crop and flip, default initialization"
  }

  package static func experiments(for profile: Profile) -> [String] {
    DeepExperiment.Variant.allCases.flatMap { variant in
      DeepNetwork.all(variant).flatMap { network in
        DeepExperiment.seeds(variant, profile).map(network.experiment)
      }
    }
  }

  func seeds(_ variant: DeepExperiment.Variant) -> [UInt64] {
    DeepExperiment.seeds(variant, profile)
  }

  /// Those of the seeds of which all networks were run that are held against each other.
  func wholeSeeds(_ variant: DeepExperiment.Variant, batchNorm: Bool) -> [UInt64] {
    let networks = DeepNetwork.all(variant).filter { $0.batchNorm == batchNorm }
    return seeds(variant).filter { seed in
      networks.allSatisfy { losses.isThere($0.experiment(seed: seed)) }
    }
  }

  func isWhole(_ variant: DeepExperiment.Variant, batchNorm: Bool) -> Bool {
    wholeSeeds(variant, batchNorm: batchNorm) == seeds(variant)
  }

  /// The variations of figure 2 with or without batch norm whose runs are all there.
  func wholeVariations(batchNorm: Bool) -> [DeepExperiment.Variant] {
    DeepExperiment.Variant.allCases.filter {
      $0 != .chosen && $0.batchNorm.contains(batchNorm) && isWhole($0, batchNorm: batchNorm)
    }
  }

  /// One curve for each of ``wholeSeeds(_:batchNorm:)``.
  func curves(_ network: DeepNetwork) -> [[Double]] {
    let whole = wholeSeeds(network.variant, batchNorm: network.batchNorm)
    return seeds(network.variant).compactMap { seed in
      let losses = losses[network.experiment(seed: seed)]
      return whole.contains(seed) ? losses ?? [] : nil
    }
  }

  /// The median over the seeds at each epoch.
  func medianCurve(_ network: DeepNetwork) -> [Double] {
    let curves = curves(network)
    let count = curves.map(\.count).min() ?? 0
    return (0..<count).map { epoch in Statistics.median(curves.map { $0[epoch] }) }
  }

  /// The last epoch's loss of each seed.
  func finalLosses(_ network: DeepNetwork) -> [Double] { curves(network).compactMap(\.last) }

  /// Per seed, ReLU's loss minus GELU's at each epoch.
  func differences(
    _ variant: DeepExperiment.Variant, _ depth: NetworkSpecification.Architecture, batchNorm: Bool
  ) -> [[Double]] {
    func curves(_ activation: NetworkSpecification.Activation) -> [[Double]] {
      self.curves(
        DeepNetwork(variant: variant, depth: depth, batchNorm: batchNorm, activation: activation))
    }
    return zip(curves(.relu), curves(.gelu)).map { relu, gelu in zip(relu, gelu).map { $0 - $1 } }
  }

  /// Per seed, ``differences(_:_:batchNorm:)`` summarized over the epochs by `summary`.
  private func gaps(
    _ variant: DeepExperiment.Variant, _ depth: NetworkSpecification.Architecture,
    batchNorm: Bool, _ summary: ([Double]) -> Double
  ) -> [Double] {
    differences(variant, depth, batchNorm: batchNorm).map(summary)
  }

  /// Per seed, the mean gap over the epochs after the first (or over the only one), up to the first `epochs`.
  func meanGaps(
    _ variant: DeepExperiment.Variant, _ depth: NetworkSpecification.Architecture, batchNorm: Bool,
    epochs: Int = .max
  ) -> [Double] {
    gaps(variant, depth, batchNorm: batchNorm) { Self.mean(Array($0.prefix(epochs))) }
  }

  /// As `meanGaps` of the chosen setting, over as many epochs as the variations have, so that the two can be
  /// held against each other.
  private func earlyGaps(
    _ depth: NetworkSpecification.Architecture, batchNorm: Bool
  ) -> [Double] {
    meanGaps(.chosen, depth, batchNorm: batchNorm, epochs: epochs(.smallRate))
  }

  /// Per seed, the mean of the gap's magnitude over the same epochs.
  func absoluteGaps(
    _ variant: DeepExperiment.Variant, _ depth: NetworkSpecification.Architecture, batchNorm: Bool
  ) -> [Double] {
    gaps(variant, depth, batchNorm: batchNorm) { Self.mean($0.map(abs)) }
  }

  /// Of the chosen runs, the mean loss over the same epochs: the median over seeds, and the mean over activations.
  func meanLoss(_ depth: NetworkSpecification.Architecture, batchNorm: Bool) -> Double {
    let losses = DeepExperiment.activations.map { activation in
      let network = DeepNetwork(
        variant: .chosen, depth: depth, batchNorm: batchNorm, activation: activation)
      return Statistics.median(curves(network).map(Self.mean))
    }
    return losses.reduce(0, +) / Double(losses.count)
  }

  /// Per seed, the gap in the last epoch.
  func finalGaps(
    _ variant: DeepExperiment.Variant, _ depth: NetworkSpecification.Architecture, batchNorm: Bool
  ) -> [Double] {
    gaps(variant, depth, batchNorm: batchNorm) { $0.last ?? 0 }
  }

  /// Over the epochs after the first, or over the only one.
  private static func mean(_ values: [Double]) -> Double {
    let counted = values.count > 1 ? Array(values.dropFirst()) : values
    return counted.isEmpty ? 0 : counted.reduce(0, +) / Double(counted.count)
  }

  /// Per seed, whether one of the two runs, or both, had not left the plateau after the first `epochs`.
  func areStuck(
    _ variant: DeepExperiment.Variant, _ depth: NetworkSpecification.Architecture, batchNorm: Bool,
    epochs: Int
  ) -> [Bool] {
    let ends = DeepExperiment.activations.map { activation in
      curves(
        DeepNetwork(variant: variant, depth: depth, batchNorm: batchNorm, activation: activation)
      ).map { $0.prefix(epochs).last ?? .infinity }
    }
    return zip(ends[0], ends[1]).map { !($0 <= Self.plateau && $1 <= Self.plateau) }
  }

  /// How many of the runs have not left the plateau after their first `epochs`, and how many there are.
  func stuck(
    _ variant: DeepExperiment.Variant, batchNorm: Bool, epochs: Int = .max
  ) -> (count: Int, of: Int) {
    let last = DeepNetwork.all(variant).filter { $0.batchNorm == batchNorm }
      .flatMap { curves($0).map { $0.prefix(epochs).last ?? .infinity } }
    return (last.count { !($0 <= Self.plateau) }, last.count)
  }

  /// Per seed, the epochs until a run has left its plateau for good: all of them where it ends on it.
  func plateauEpochs(_ network: DeepNetwork) -> [Double] {
    curves(network).map { curve in
      Double((curve.lastIndex { !($0 <= Self.plateau) } ?? -1) + 1)
    }
  }

  /// Without batch norm, how long the networks of a depth wait, and which activation waits longer in how many seeds.
  private func waits(_ depth: NetworkSpecification.Architecture) -> [String: Double] {
    let waits = DeepExperiment.activations.map { activation in
      plateauEpochs(
        DeepNetwork(variant: .chosen, depth: depth, batchNorm: false, activation: activation))
    }
    let name = "F2.\(depth.rawValue).plain"
    let pairs = zip(waits[0], waits[1])
    return [
      "\(name).later.\(DeepExperiment.activations[0].rawValue)": Double(pairs.count { $0 > $1 }),
      "\(name).later.\(DeepExperiment.activations[1].rawValue)": Double(pairs.count { $0 < $1 }),
      "\(name).longestWait": waits.flatMap { $0 }.max() ?? 0
    ]
  }

  /// Values by their names in results.json.
  package var values: ReportValues {
    var values = ReportValues()
    func add(_ name: String, _ numbers: @autoclosure () -> [Double], _ seeds: [UInt64]) {
      values.add {
        let numbers = numbers()
        guard numbers.count > 1 else { return numbers.first.map { [name: $0] } ?? [:] }
        var all = [name: Statistics.median(numbers)]
        for (seed, number) in zip(seeds, numbers) { all["\(name).seed\(seed)"] = number }
        return all
      }
    }
    for variant in DeepExperiment.Variant.allCases {
      for network in DeepNetwork.all(variant) {
        add(
          "\(network.name).finalLoss", finalLosses(network),
          wholeSeeds(variant, batchNorm: network.batchNorm))
        if variant == .chosen && !network.batchNorm {
          add(
            "\(network.name).plateauEpochs", plateauEpochs(network),
            wholeSeeds(variant, batchNorm: false))
        }
      }
      let suffix = variant == .chosen ? "" : ".\(variant.rawValue)"
      for depth in DeepExperiment.depths {
        for batchNorm in variant.batchNorm {
          let name = "F2.\(depth.rawValue).\(batchNorm ? "batchNorm" : "plain").gap"
          let seeds = wholeSeeds(variant, batchNorm: batchNorm)
          add(name + suffix, meanGaps(variant, depth, batchNorm: batchNorm), seeds)
          add(
            "\(name).absolute" + suffix, absoluteGaps(variant, depth, batchNorm: batchNorm), seeds)
          add("\(name).final" + suffix, finalGaps(variant, depth, batchNorm: batchNorm), seeds)
          if variant == .chosen {
            add("\(name).early", earlyGaps(depth, batchNorm: batchNorm), seeds)
          }
        }
      }
      for batchNorm in variant.batchNorm {
        let name = "F2.\(batchNorm ? "batchNorm" : "plain")"
        values.add {
          let (count, all) = stuck(variant, batchNorm: batchNorm)
          return [
            "\(name).onPlateau" + suffix: Double(count), "\(name).runs" + suffix: Double(all)
          ]
        }
      }
    }
    for depth in DeepExperiment.depths { values.add { waits(depth) } }
    values.add {
      let early = stuck(.chosen, batchNorm: false, epochs: epochs(.smallRate))
      return ["F2.plain.onPlateau.early": Double(early.count)]
    }
    values.set("F2.seeds", Double(seeds(.chosen).count))
    values.set("F2.epochs", Double(epochs(.chosen)))
    values.set("F2.images", Double(specification(.chosen).dataset.imageCount))
    values.set("F2.variedEpochs", Double(epochs(.smallRate)))
    values.set("F2.scriptEpochs", Double(epochs(.codeBaseScript)))
    values.set("F2.tolerance", Self.tolerance)
    values.set("F2.plateau", Self.plateau)
    return values
  }
}
