import ChapterKit
import Experiments

/// The outcomes of the chapter's convex runs.
struct Outcomes {
  let toyRun: RunOutcome<ToyOutcome>
  let sensitivityRun: RunOutcome<SensitivityOutcome>
  let fateRun: RunOutcome<FateOutcome>
  let regression: RunOutcomes<RegressionOutcome>
  let optima: RunOutcomes<OptimumOutcome>
  let oscillation: RunOutcomes<OscillationOutcome>
  let settings: ConvexSettings

  var toy: ToyOutcome { toyRun.value }
  var sensitivity: SensitivityOutcome { sensitivityRun.value }
  var fate: FateOutcome { fateRun.value }

  func norms(_ name: String) -> [Double] { regression[name]?.runs.map { $0.norm } ?? [] }

  /// Per seed, whether RMSProp's whole range lies above NDGM's (1), below (-1), or neither (0), at the
  /// run length `lengths[index]`.
  func order(_ strength: Double, at index: Int, method: String = "rmsprop") -> [Int] {
    guard let ndgm = oscillation["F5.lambda\(short(strength)).ndgm"],
      let other = oscillation["F5.lambda\(short(strength)).\(method)"]
    else { return [] }
    return ndgm.minimum.indices.map { seed in
      if other.minimum[seed][index] > ndgm.maximum[seed][index] { return 1 }
      return other.maximum[seed][index] < ndgm.minimum[seed][index] ? -1 : 0
    }
  }

  /// The seeds whose RMSProp loss is exactly 0 over the whole window at `lengths[index]`.
  func zeroLossShare(_ strength: Double, at index: Int) -> Share {
    let largest = oscillation["F5.lambda\(short(strength)).rmsprop"]?.maximum ?? []
    return Share(largest.count { $0[index] == 0 }, of: largest.count)
  }
}
