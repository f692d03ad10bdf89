import Convex
import Support

extension FieldRange {
  /// The seeds of an experiment, of which it needs one.
  public static func seeds(_ seeds: [UInt64]) -> FieldRange {
    .count("seeds", seeds.count, 1...10_000, "seeds")
  }
}

extension DescentMethod {
  /// What the parameters of a method may be; where epsilon is smaller than here a step has any length.
  public func ranges(of field: String) -> [FieldRange] {
    func share(_ name: String, _ value: Double) -> FieldRange {
      .number("\(field).\(name)", value, 0...0.9999999)
    }
    switch self {
    case .vanilla: return []
    case .momentum(let h): return [share("momentum", h)]
    case .rmsProp(let decay, let epsilon, _):
      return [
        share("rmsProp.decay", decay), .number("\(field).rmsProp.epsilon", epsilon, 1e-20...1e6)
      ]
    case .adam(let beta1, let beta2, let epsilon):
      return [
        share("adam.beta1", beta1), share("adam.beta2", beta2),
        .number("\(field).adam.epsilon", epsilon, 1e-20...1e6)
      ]
    }
  }
}

extension StepRule {
  /// What the rates and lengths of a rule may be.
  public func ranges(of field: String) -> [FieldRange] {
    switch self {
    case .constant(let rate): [.number("\(field).constant", rate, 0...1e6)]
    case .diminishing(let rate): [.number("\(field).diminishing", rate, 0...1e6)]
    case .reducing(let rates, let steps):
      [
        .count("\(field).reducing.rates", rates.count, 1...1000, "rates"),
        .number("\(field).reducing.rates", each: rates, 0...1e6),
        .whole("\(field).reducing.steps", steps, 1...1_000_000)
      ]
    case .geometric(let rate, let ratio, let steps):
      [
        .number("\(field).geometric", rate, 0...1e6),
        .number("\(field).geometric.ratio", ratio, 0...1),
        .whole("\(field).geometric.steps", steps, 1...1_000_000)
      ]
    }
  }
}
