import ChapterKit
import Experiments

/// The convex runs as the store knows them.
enum ConvexExperiments {
  static func all(for profile: Profile) throws -> [Experiment] {
    try RegressionExperiment.all(profile).map { experiment in
      try Experiment(
        experiment.name, kind: "convex", specification: experiment.specification,
        estimatedSeconds: 0.3
      ) { specification, context in
        try RegressionExperiment.run(specification, progress: context.progress)
      }
    }
      + RateExperiment.all(profile).map { experiment in
        let isLong = experiment.specification.family == .maxFunction && profile != .smoke
        return try Experiment(
          experiment.name, kind: "convex", specification: experiment.specification,
          estimatedSeconds: isLong ? 2 : 0.3
        ) { specification, context in
          try RateExperiment.run(specification, progress: context.progress)
        }
      }
  }
}
