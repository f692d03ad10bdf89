import ChapterKit
import Convex
import Experiments

extension Lasso {
  static func rmsPropExperiments(_ scale: Scale) throws -> [Experiment] {
    var result = try oscillations(scale).map { experiment in
      try Experiment(
        experiment.name, kind: "convex", specification: experiment.specification
      ) { spec, context in try oscillation(spec, progress: context.progress) }
    }
    result.append(
      try Experiment(
        "B5.fate", kind: "convex", specification: FateSpecification(coordinates: scale.fates)
      ) { spec, _ in
        FateOutcome(
          fates: spec.strengths.flatMap { strength in
            [
              fate(Double.self, bits: 64, strength: strength, spec),
              fate(Float.self, bits: 32, strength: strength, spec)
            ]
          })
      })
    return result
  }

  private static func fate<Number: BinaryFloatingPoint & Sendable>(
    _: Number.Type, bits: Int, strength: Double, _ spec: FateSpecification
  ) -> FateOutcome.Fate {
    let starts = uniformStart("B5.b0", seed: 1, count: spec.coordinates)
    let fates = starts.map {
      CoordinateFate(
        start: Number($0), learningRate: Number(spec.learningRate), strength: Number(strength),
        decay: Number(spec.decay), epsilon: Number(spec.epsilon), steps: spec.steps)
    }
    let edge = fates.filter { Double($0.magnitudes.0) < 0.01 * spec.learningRate }
    let theory = NormalizedSteps(
      learningRate: spec.learningRate, strength: strength, decay: spec.decay,
      epsilon: spec.epsilon)
    let kept = starts.map(theory.keepsItsStart)
    let agreeing = zip(kept, fates).count { $0 == ($1.firstZero == nil) }
    let fine = FineRMSProp(
      learningRate: NormalizedSteps.fraction(spec.learningRate),
      strength: NormalizedSteps.fraction(strength), decay: NormalizedSteps.fraction(spec.decay),
      epsilon: NormalizedSteps.fraction(spec.epsilon), count: spec.fineSteps)
    let halfSpacing = Int(Number(spec.learningRate).ulp.exponent) - 1
    let approach = starts.prefix(spec.fineCoordinates).compactMap {
      fine.firstStep(from: $0, within: halfSpacing)
    }
    func summary(_ steps: [Int]) -> [Double] {
      guard !steps.isEmpty else { return [] }
      let summary = Statistics.summary(steps.map(Double.init))
      return [summary.low, summary.median, summary.high]
    }
    let count = Double(starts.count)
    return FateOutcome.Fate(
      strength: strength, bits: bits,
      zeroShare: Double(fates.count { $0.firstZero != nil }) / count,
      edgeShare: Double(edge.count) / count, firstZero: summary(fates.compactMap(\.firstZero)),
      keptShare: Double(kept.count { $0 }) / count, agreement: Double(agreeing) / count,
      fineApproach: summary(approach))
  }
}
