import ChapterKit
import Experiments

extension Lasso {
  static func toyExperiments(_ scale: Scale) throws -> [Experiment] {
    [
      try Experiment("T0", kind: "convex", specification: ToySpecification()) { spec, _ in
        toy(spec)
      },
      try Experiment(
        "T1", kind: "convex", specification: SensitivitySpecification(seeds: scale.seeds)
      ) { spec, _ in sensitivity(spec) }
    ]
  }
}
