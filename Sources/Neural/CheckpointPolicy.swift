import Support

/// When `runTraining` saves its state, and what it accepts to go on from.
public struct CheckpointPolicy: Sendable {
  /// Seconds between checkpoints at least.
  public var seconds: Double
  /// The share of the time that writing them may take; where a checkpoint takes long they come less often.
  public var share: Double
  /// Whatever the result depends on besides the specification, such as the code and the images; a
  /// checkpoint of another identity is not gone on from.
  public var identity: String
  /// Its reading is kept in the checkpoint, and gone on from.
  public var stopwatch: Stopwatch?
  /// Told in a sentence when a checkpoint cannot be used.
  public var warn: @Sendable (String) -> Void

  public init(
    seconds: Double = 30, share: Double = 0.02, identity: String = "", stopwatch: Stopwatch? = nil,
    warn: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    (self.seconds, self.share, self.identity) = (seconds, share, identity)
    (self.stopwatch, self.warn) = (stopwatch, warn)
  }

  /// Seconds until the next checkpoint after one that took `cost` seconds to write.
  func interval(after cost: Double) -> Double { max(seconds, cost * (1 / share - 1)) }
}
