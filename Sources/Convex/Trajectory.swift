/// What was observed of a run, at the iterations that its schedule kept.
public struct Trajectory<Observation: Sendable>: Sendable {
  /// n of each observation, rising; 0 is the start.
  public var iterations: [Int] = []
  /// What the probe returned, one per element of `iterations`.
  public var observations: [Observation] = []
  /// The iterate after the last step.
  public var final: [Double]

  /// An empty trajectory that ends at `final`.
  public init(final: [Double]) { self.final = final }
}

extension Trajectory: Encodable where Observation: Encodable {}
extension Trajectory: Decodable where Observation: Decodable {}
extension Trajectory: Equatable where Observation: Equatable {}
