/// How one coordinate of RMSProp on L3 ends, in arithmetic of the width of `Number`.
///
/// On L3 coordinates do not meet: each follows beta - alpha l1 sign(beta) / sqrt(v + epsilon) with v = decay v +
/// (1 - decay) l1^2, so that the fate of a run is the fate of P such numbers.
public struct CoordinateFate<Number: BinaryFloatingPoint & Sendable>: Sendable {
  /// The first n with beta_n = 0 exactly, from which on beta stays there; nil when none was met.
  public var firstZero: Int?
  /// |beta| after the last two steps, the smaller one first.
  public var magnitudes: (Number, Number)

  /// Runs `steps` steps of eq. 18-19 from `start`.
  public init(
    start: Number, learningRate a: Number, strength: Number, decay: Number, epsilon: Number,
    steps: Int
  ) {
    var b = start
    var previous = start
    var v: Number = 0
    for n in 1...max(1, steps) {
      previous = b
      v = DescentMethod.meanSquare(v, strength, weight: decay)
      let step = a * strength / DescentMethod.EpsilonForm.paper.root(v, epsilon)
      b = b > 0 ? b - step : b + step
      if b == 0 {
        (firstZero, magnitudes) = (n, (0, 0))
        return
      }
    }
    let (x, y) = (b.magnitude, previous.magnitude)
    magnitudes = x < y ? (x, y) : (y, x)
  }
}
