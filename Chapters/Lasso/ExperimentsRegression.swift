import ChapterKit
import Experiments

extension Lasso {
  static func regressionExperiments(_ scale: Scale) throws -> [Experiment] {
    try regressions(scale).map { experiment in
      let spec = experiment.specification
      // Plain ISTA takes some 100,000 steps to a gap of 1e-6 at the smallest l1.
      let plain = spec.gap == nil ? 0 : 1e5 * min(1, 0.01 / spec.strength)
      let seconds = Double(spec.seeds.count) * (Double(spec.iterations) + plain) * 8e-6
      return try Experiment(
        experiment.name, kind: "convex", specification: spec, estimatedSeconds: seconds
      ) { spec, context in try regression(spec, progress: context.progress) }
    }
  }
}
