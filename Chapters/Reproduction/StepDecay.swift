/// Step sizes that fall by a constant factor every `period` steps, without end (StepLR).
///
/// a_k = rate * factor^(k / period), whose sum is rate * period / (1 - factor): finite.
struct StepDecay {
  var rate = 0.1
  var factor = 0.1
  var period = 30

  /// Sum of all steps: how far a method with gradients of norm 1 can travel at most.
  var totalTravel: Double { rate * Double(period) / (1 - factor) }

  /// Where x_{k+1} = x_k - a_k g(x_k) stands once the steps are too small to move it.
  func limit(from start: Double, gradient: (Double) -> Double) -> Double {
    var x = start
    var step = rate
    while step > 1e-18 {
      for _ in 0..<period { x -= step * gradient(x) }
      step *= factor
    }
    return x
  }
}
