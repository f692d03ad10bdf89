import Kernels

extension TrainingSpecification {
  /// What to try after step `step` (from 0) led to values that are not finite: another value of the setting that is
  /// furthest from what is usual, measured by how much longer it makes a weight's step; of equals the learning rate.
  package func remedy(step: Int, of total: Int) -> String {
    let rate = schedule.learningRate(optimizer.learningRate, step: step, of: total)
    let (base, isPlain) = (optimizer.learningRate, optimizer.name == .sgd)
    var found = ("optimizer.learningRate below \(base)", base / (isPlain ? 0.1 : 0.01))
    func consider(_ remedy: String, _ excess: Double) {
      if excess > max(found.1, 1) { found = (remedy, excess) }
    }
    // The steps of RMSProp and Adam have a length that neither penalty changes.
    if isPlain {
      consider("l1Strength below \(l1Strength)", l1Strength)
      consider(
        "optimizer.weightDecay below \(optimizer.weightDecay)", optimizer.weightDecay / 0.1)
      consider("optimizer.momentum below \(optimizer.momentum)", 0.1 / (1 - optimizer.momentum))
    }
    if optimizer.name == .rmsprop {
      // The first step is 1 / sqrt(1 - decay) times the learning rate.
      consider(
        "optimizer.decay below \(optimizer.decay)", (0.01 / (1 - optimizer.decay)).squareRoot())
    }
    if optimizer.name == .adam {
      consider(
        "optimizer.beta2 above \(optimizer.beta2)",
        optimizer.beta1 / max(optimizer.beta2, 1e-30).squareRoot())
    }
    consider("schedule.factor below \(schedule.factor ?? 1)", rate / max(base, 1e-300))
    return found.0
  }
}
