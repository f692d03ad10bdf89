import Kernels
import Support

/// How the learning rate changes from step to step.
///
/// With a the optimizer's rate, s the step from 0 and S the total number of steps:
/// constant: a; step: a factor^floor(s / every); cosine: minimum + (a - minimum)(1 + cos(pi s / S)) / 2.
public struct ScheduleSpecification: Codable, Sendable, Equatable {
  public enum Name: String, Codable, Sendable, CaseIterable { case constant, step, cosine }

  public var name: Name
  /// Steps between reductions (`step`).
  public var every: Int?
  /// What the rate is multiplied by (`step`).
  public var factor: Double?
  /// The last rate (`cosine`); 0 when absent.
  public var minimum: Double?

  public static let constant = Self(name: .constant)
  public static let cosine = Self(name: .cosine)
  public static func step(every: Int, factor: Double) -> Self {
    Self(name: .step, every: every, factor: factor)
  }

  public init(name: Name, every: Int? = nil, factor: Double? = nil, minimum: Double? = nil) {
    (self.name, self.every, self.factor, self.minimum) = (name, every, factor, minimum)
  }

  public init(from decoder: any Decoder) throws {
    let fields = try FieldReader(decoder, known: ["name", "every", "factor", "minimum"])
    self.init(
      name: try fields.choice("name"), every: try fields.optional(Int.self, "every"),
      factor: try fields.optional(Double.self, "factor"),
      minimum: try fields.optional(Double.self, "minimum"))
    guard name == .step else { return }
    _ = try (fields.required(Int.self, "every"), fields.required(Double.self, "factor"))
  }

  /// - Parameter rate: The optimizer's, down from which a cosine goes.
  func ranges(from rate: Double) -> [FieldRange] {
    [
      .whole("schedule.every", every, 1...DatasetSpecification.most, "steps"),
      .number("schedule.factor", factor, 1e-12...1000),
      .number(
        "schedule.minimum", minimum, 0...(rate >= 0 ? rate : 0), "(optimizer.learningRate)")
    ]
  }

  /// The learning rate of step `step` (from 0) of `total`.
  public func learningRate(_ base: Double, step: Int, of total: Int) -> Double {
    switch name {
    case .constant: return base
    case .step: return base * Elementary.power(factor ?? 1, step / (every ?? 1))
    case .cosine:
      let end = minimum ?? 0
      return end + (base - end) * (1 + Elementary.cosPi(Double(step) / Double(total))) / 2
    }
  }
}
