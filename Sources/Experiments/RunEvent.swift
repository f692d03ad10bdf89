/// What happened to a run, as a line of JSON for other programs; absent fields do not apply.
public struct RunEvent: Sendable, Codable, Equatable {
  public enum Kind: String, Sendable, Codable {
    /// It has no record and will be made, or its record is there and it will not.
    case planned
    case started
    /// At most one for each run and second.
    case progress
    case finished
    case failed
    /// It has its record, it waits for a failed run, or it was stopped.
    case skipped
    /// The last event of a command.
    case end
  }

  public var event: Kind
  /// The experiment's name.
  public var name: String?
  /// `"done"`, `"stale"` or `"new"`.
  public var state: String?
  public var reason: String?
  /// The finished share of the run, 0 to 1.
  public var share: Double?
  /// What the run took, or should take.
  public var seconds: Double?
  /// Runs in all that were to be made; of these finished, failed, running, and waiting.
  public var total: Int?
  public var done: Int?
  public var failed: Int?
  public var running: Int?
  public var waiting: Int?
  /// An estimate for all that is left.
  public var secondsLeft: Double?
  /// The command that tries a failed run alone.
  public var command: String?
  /// The pages, at the end.
  public var html: String?
  public var pdf: String?
  /// What has the numbers, where no pages were made.
  public var results: String?

  public init(_ event: Kind, name: String? = nil) { (self.event, self.name) = (event, name) }
}
