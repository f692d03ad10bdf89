import Experiments

/// A run that a job scheduler should make.
public struct Job: Sendable, Equatable {
  public var name: String
  public var key: RunKey
  /// SHA-256 of what the run reads, by name.
  public var inputs: [String: String]
  /// Keys of the runs whose records it reads.
  public var prerequisites: [RunKey]
  /// Estimated seconds on one core.
  public var seconds: Double
  /// Counted memory of the run itself.
  public var memoryBytes: Int
  /// Whether more cores make it faster.
  public var usesCores: Bool

  public init(
    name: String, key: RunKey, inputs: [String: String] = [:], prerequisites: [RunKey] = [],
    seconds: Double, memoryBytes: Int = 0, usesCores: Bool = false
  ) {
    (self.name, self.key, self.inputs) = (name, key, inputs)
    (self.prerequisites, self.seconds) = (prerequisites, seconds)
    (self.memoryBytes, self.usesCores) = (memoryBytes, usesCores)
  }
}
