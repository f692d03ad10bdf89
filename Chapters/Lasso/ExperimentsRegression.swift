import ChapterKit
import Experiments
import Reports

extension Lasso {
  /// B2's runs, and those of the optimum, which depends on neither the learning rate nor the start of NDGM.
  static func regressionExperiments(_ scale: Scale) throws -> [Experiment] {
    try regressions(scale).map { experiment in
      try Experiment(experiment.name, kind: "convex", specification: experiment.specification) {
        spec, context in try regression(spec, progress: context.progress)
      }
    }
      + optima(scale).map { experiment in
        let spec = experiment.specification
        // Plain ISTA takes some 100,000 steps to a gap of 1e-6 at the smallest l1.
        let steps = 1e5 * min(1, 0.01 / spec.strength)
        return try Experiment(
          experiment.name, kind: "convex", specification: spec,
          estimatedSeconds: Double(spec.seeds.count) * steps * 8e-6
        ) { spec, context in try optimum(spec, progress: context.progress) }
      }
  }
}
