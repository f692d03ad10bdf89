import ChapterKit
import Datasets
import Experiments
import Foundation
import Neural

/// How large F3 is in each profile: VGG16 fine-tuned with an L1 penalty.
struct FineTuningScale: Codable, Sendable {
  var widthMultiplier: Double
  var hidden: Int
  var batchSize: Int
  var steps: Int
  /// Before fine-tuning; 0 when that starts from ImageNet weights.
  var pretrainingSteps: Int
  var seeds: [UInt64]
  /// Images read, in file order; nil for all.
  var limit: Int?

  /// alpha of F3.
  static let learningRate = 0.003
  static let (small, large) = (Paper.fineTuning.small, Paper.fineTuning.large)
  static let strengths = [small, large]
  static let optimizers: [OptimizerSpecification.Name] = [.sgd, .rmsprop, .adam]
  /// The paper's epochs times its batches of an epoch, the short one included.
  static let paperSteps =
    Paper.epochs
    * BatchPlan(images: Paper.images, batchSize: Paper.batchSize).stepsPerEpoch
  /// A parameter nearer to 0 than this counts as prunable.
  static let threshold = 1e-5
  /// A run's lengths at which the verdicts are read, in eighths of all its steps.
  static let eighths = [1, 2, 4, 6, 8]
  /// With fewer steps F3's claims are not judged.
  static let fewestSteps = 2_000

  /// The lengths in steps, the last one being the whole run.
  static func lengths(of steps: Int) -> [Int] { eighths.map { steps * $0 / 8 } }

  init(_ profile: Profile) {
    switch profile {
    case .smoke:
      (widthMultiplier, hidden, batchSize) = (1.0 / 16, 16, 4)
      (steps, pretrainingSteps, seeds, limit) = (24, 24, [42], 64)
    case .quick:
      (widthMultiplier, hidden, batchSize) = (1.0 / 16, 64, 8)
      (steps, pretrainingSteps, seeds, limit) = (Self.paperSteps, 4_000, [42], nil)
    case .standard:
      // As many steps as the paper's, of a batch with which three seeds take a part of the night and not most of it.
      (widthMultiplier, hidden, batchSize) = (1.0 / 4, 256, 16)
      (steps, pretrainingSteps, seeds, limit) = (Self.paperSteps, 20_000, [42, 43, 44], nil)
    case .paper:
      (widthMultiplier, hidden, batchSize) = (1, 4096, 512)
      (steps, pretrainingSteps, seeds, limit) = (Self.paperSteps, 0, [42], nil)
    }
  }

  func name(_ optimizer: OptimizerSpecification.Name, _ strength: Double, _ seed: UInt64) -> String
  {
    "F3.\(optimizer.rawValue).lambda\(short(strength)).seed\(seed)"
  }

  func pretrainingName(_ seed: UInt64) -> String { "F3.pretraining.seed\(seed)" }
}

/// What is kept of a run of F3.
struct FineTuningOutcome: Codable, Sendable {
  /// The run after so many steps.
  struct Length: Codable, Sendable {
    var steps: Int
    /// sum |w| over all trainable parameters.
    var norm: Double
    /// Share of parameters with |w| < 1e-5.
    var belowThreshold: Double
  }
  /// SGD with the gradient of the penalty alone, from the run's initial weights.
  struct PenaltyAlone: Codable, Sendable {
    /// sum |w| at the end of the run.
    var finalNorm: Double
    /// Steps until sum |w| is that of the two-cycles of the largest l1; nil when a million are too few.
    var stepsToLargest: Int?
  }
  /// Iterations of `norms`; the last is the end of the run.
  var iterations: [Int]
  /// sum |w| over all trainable parameters.
  var norms: [Double]
  var parameterCount: Int
  /// At `FineTuningScale.lengths`; the last is the end of the run. Empty for the run that makes the
  /// initial weights.
  var lengths: [Length]
  /// Share of parameters at exactly 0 at the end.
  var zeroShare: Double
  /// Share of parameters with |w| < 1e-3 at the end.
  var belowThousandth: Double
  /// Share of the initial weights with |w_0| < alpha l1 steps, which the penalty alone could bring to 0.
  var reachable: Double
  /// Of SGD's runs alone.
  var penaltyAlone: PenaltyAlone?
  /// Mean cross-entropy over the last tenth of the run, in nats.
  var lastCrossEntropy: Double
  /// Share of the images of the last tenth that were classified rightly, dropout acting.
  var accuracy: Double

  var finalNorm: Double { norms.last ?? .nan }
  var belowThreshold: Double { lengths.last?.belowThreshold ?? .nan }
}

extension Lasso {
  static func fineTuningExperiments(_ setting: Setting) throws -> [Experiment] {
    let scale = FineTuningScale(setting.profile)
    let network = NetworkSpecification(
      .vgg16, widthMultiplier: scale.widthMultiplier, hidden: scale.hidden, classes: 1000)
    guard let datasetName = DatasetSpecification.Name(rawValue: setting.dataset.name) else {
      throw NeuralError.field(
        "dataset.name", found: setting.dataset.name, expected: "cifar10, fashionMNIST or embedded")
    }
    let dataset = DatasetSpecification(
      datasetName, limit: scale.limit, normalization: .half)
    let path = setting.dataset.path
    var inputs = [setting.dataset.name: setting.dataset.sha256]
    let imagenet = try PaperWeights.require(for: setting, network: network)
    if let imagenet { inputs[WeightsReference.inputName] = imagenet.sha256 }
    var (result, carried): ([Experiment], [Experiment]) = ([], [])
    for seed in scale.seeds where scale.pretrainingSteps > 0 {
      let pretraining = TrainingSpecification(
        network: network, initialization: .he, dataset: dataset, shuffle: true,
        batchSize: scale.batchSize, steps: scale.pretrainingSteps,
        optimizer: OptimizerSpecification(.adam, learningRate: 0.0005), seed: seed,
        numerics: setting.numerics)
      result.append(
        try Experiment(
          scale.pretrainingName(seed), kind: "training", specification: pretraining,
          inputs: inputs, estimatedSeconds: seconds(of: pretraining, setting.profile)
        ) { spec, context in try train(spec, context, path: path, lengths: []) })
    }
    for seed in scale.seeds {
      let before = scale.pretrainingSteps > 0 ? [scale.pretrainingName(seed)] : []
      for strength in FineTuningScale.strengths {
        for optimizer in FineTuningScale.optimizers {
          var spec = TrainingSpecification(
            network: network, dataset: dataset, batchSize: scale.batchSize, steps: scale.steps,
            optimizer: OptimizerSpecification(
              optimizer, learningRate: FineTuningScale.learningRate), l1Strength: strength,
            seed: seed, numerics: setting.numerics)
          let canCarry =
            strength == CarryOver.strength && CarryOver.optimizers.contains(optimizer)
          let memory = scale.name(optimizer, CarryOver.earlierStrength, seed)
          let earlier: @Sendable (TrainingSpecification) -> [String] = {
            $0.optimizerState == .carriedOver ? [memory] : []
          }
          let states: [TrainingSpecification.OptimizerState?] =
            canCarry ? [.fresh, .carriedOver] : [nil]
          for state in states {
            spec.optimizerState = state
            let run =
              try Experiment(
                scale.name(optimizer, strength, seed)
                  + (state == .carriedOver ? CarryOver.suffix : ""),
                kind: "training", specification: spec, inputs: inputs, prerequisites: before,
                alsoAfter: earlier, estimatedSeconds: seconds(of: spec, setting.profile)
              ) { spec, context in
                let start = try before.first.map {
                  try context.prerequisite($0).appending(path: "weights.safetensors")
                }
                let state = try earlier(spec).first.map {
                  try context.prerequisite($0).appending(path: "optimizer.safetensors")
                }
                return try train(
                  spec, context, path: path, lengths: FineTuningScale.lengths(of: spec.steps ?? 0),
                  weights: start ?? imagenet?.file, state: state)
              }
            if state == .carriedOver { carried.append(run) } else { result.append(run) }
          }
        }
      }
    }
    return result + carried
  }

  /// A first guess for one core, from runs of the narrow network on the machine of the measurements in
  /// Docs/Paper.md; a plan measures instead.
  private static func seconds(of spec: TrainingSpecification, _ profile: Profile) -> Double {
    let steps = Double(spec.steps ?? 0)
    switch profile {
    case .smoke: return steps * 0.002
    case .quick: return steps * 0.0014
    case .standard, .paper:
      return steps * TrainingCost(spec, threads: 1).operationsPerStep / 6e10
    }
  }

  private static func train(
    _ spec: TrainingSpecification, _ context: RunContext, path: String?, lengths: [Int],
    weights: URL? = nil, state: URL? = nil
  ) throws -> FineTuningOutcome {
    let images = try loadDataset(
      name: spec.dataset.name.rawValue, path: path, limit: spec.dataset.limit, split: .train)
    func file(_ url: URL?) throws -> Safetensors? { try url.map(Safetensors.init(contentsOf:)) }
    let summary = try runTraining(
      spec, images: images, directory: context.directory, threads: context.threads,
      initialWeights: try file(weights), initialState: try file(state),
      countedSteps: Set(lengths.map { $0 + 1 }), checkpoints: context.checkpoints,
      progress: context.progress)
    let metrics = summary.metrics
    let count = Double(summary.parameterCount)
    let stride = max(1, metrics.count / 400)
    let kept = metrics.indices.filter { $0 % stride == 0 }
    let last = metrics.suffix(max(1, metrics.count / 10))
    let final = Magnitudes(
      try Safetensors(contentsOf: context.directory.appending(path: "weights.safetensors")))
    let initial = try file(weights).map(Magnitudes.init)
    let (rate, strength) = (spec.optimizer.learningRate, spec.l1Strength)
    var alone: FineTuningOutcome.PenaltyAlone?
    if let initial, spec.optimizer.name == .sgd {
      let largest = FineTuningScale.strengths.max() ?? strength
      alone = FineTuningOutcome.PenaltyAlone(
        finalNorm: initial.norm(after: metrics.count, of: rate * strength),
        stepsToLargest: initial.steps(toNorm: count * rate * largest / 2, of: rate * strength))
    }
    return FineTuningOutcome(
      iterations: kept.map { metrics[$0].step - 1 } + [metrics.count],
      norms: kept.map { metrics[$0].l1Norm } + [summary.finalL1Norm],
      parameterCount: summary.parameterCount,
      lengths: lengths.map { steps in
        // The metrics of a step are those before its update; after the last one the summary has them.
        let isEnd = steps == metrics.count
        let below = isEnd ? summary.belowThreshold : metrics[steps].belowThreshold
        return FineTuningOutcome.Length(
          steps: steps, norm: isEnd ? summary.finalL1Norm : metrics[steps].l1Norm,
          belowThreshold: below.map { Double($0) / count } ?? .nan)
      },
      zeroShare: final.zeroShare, belowThousandth: final.share(below: Magnitudes.coarse),
      reachable: initial?.share(below: rate * strength * Double(metrics.count)) ?? 0,
      penaltyAlone: alone,
      lastCrossEntropy: last.reduce(0) { $0 + $1.crossEntropy } / Double(max(1, last.count)),
      accuracy: Double(last.reduce(0) { $0 + $1.correct })
        / Double(
          max(1, summary.batches.imageCount(of: metrics.count - last.count..<metrics.count))))
  }
}
