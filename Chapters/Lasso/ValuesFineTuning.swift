import ChapterKit
import Reports

extension Lasso {
  /// The numbers of results.json that F3 supplies: each seed, then the median.
  func fineTuningValues(_ runs: FineTuning) -> ReportValues {
    var values = ReportValues()
    values.set("F3.steps", Double(runs.steps))
    values.set("F3.isLong", runs.isLong ? 1 : 0)
    values.set("F3.paperSteps", Double(FineTuningScale.paperSteps))
    values.set("F3.threshold", FineTuningScale.threshold)
    values.set("F3.pretraining.steps", Double(runs.pretrainingSteps))
    values.set("F3.parameters", Double(runs.parameterCount))
    values.set("F3.constantGuess", FineTuning.constantGuess)
    if runs.pretrainingSteps > 0 {
      values.set(
        "F3.pretraining.accuracy", Statistics.median(runs.pretraining.map(\.accuracy)))
    }
    func add(_ name: String, _ samples: @autoclosure () -> [Double]) {
      values.add {
        let samples = samples()
        var all = [name: Statistics.median(samples)]
        for (seed, value) in zip(runs.scale.seeds, samples) { all["\(name).seed\(seed)"] = value }
        return all
      }
    }
    for strength in FineTuningScale.strengths {
      for optimizer in FineTuningScale.optimizers {
        let name = "\(optimizer.rawValue).lambda\(short(strength))"
        func each(_ quantity: (FineTuningOutcome) -> Double) -> [Double] {
          runs.outcomes(optimizer, strength).map(quantity)
        }
        add("T2.\(name).percentBelow1e-5", each { 100 * $0.belowThreshold })
        add("T2.\(name).percentZero", each { 100 * $0.zeroShare })
        add("T2.\(name).percentBelow1e-3", each { 100 * $0.belowThousandth })
        add("F3.\(name).finalL1Norm", each(\.finalNorm))
        add("F3.\(name).crossEntropy", each(\.lastCrossEntropy))
      }
      add(
        "F3.sgd.lambda\(short(strength)).penaltyAlone.l1Norm",
        runs.outcomes(.sgd, strength).compactMap { $0.penaltyAlone?.finalNorm })
      values.set(
        "T2.sgd.lambda\(short(strength)).predictedPercent", 100 * runs.predicted(strength))
      let step = runs.reach(strength, steps: 1)
      values.set("F3.lambda\(short(strength)).reach", runs.reach(strength, steps: runs.steps))
      values.set("F3.lambda\(short(strength)).paperReach", runs.reach(strength))
      values.set(
        "F3.lambda\(short(strength)).cycleNorm", Double(runs.parameterCount) * step / 2)
      for (name, law) in [("here", runs.widthLaws.first), ("full", runs.widthLaws.last)] {
        values.set(
          "F3.widthLaw.\(name).lambda\(short(strength)).l1Norm",
          law?.norm(after: FineTuningScale.paperSteps, of: step))
      }
    }
    return values
  }
}
