import Experiments
import Foundation
import Neural
import Support

/// What runs without a record should take on one core, from earlier runs of the same specification, for training from a
/// few steps, else by the chapters' guesses.
final class RunTimes {
  private let store: DirectoryRunStore
  private let calibration = StepCalibration()
  private lazy var earlier = store.earlierSeconds()

  init(_ store: DirectoryRunStore) { self.store = store }

  /// 0 for a run with a record.
  func seconds(of run: Experiment, _ key: RunKey) throws -> Double {
    if try store.lookUp([key], checksFiles: false)[0].isFinished { return 0 }
    if let before = earlier["\(run.kind)/\(Checksum.sha256(run.specification))"] { return before }
    guard run.kind == "training" else { return run.estimatedSeconds }
    return try calibration.seconds(TrainingSpecification(json: run.specification), threads: 1)
  }
}
