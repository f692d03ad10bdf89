/// One line of a plan: a run, whether its record is there, and how long it should take.
public struct PlannedRun: Sendable {
  /// Where `estimatedSeconds` comes from.
  public enum Basis: Sendable, Equatable { case record, earlierRun, guess }

  public let name: String
  public let key: RunKey
  public let state: RecordState
  public let prerequisites: [String]
  /// The record's own time, else that of an earlier run of the same specification, else the
  /// experiment's guess.
  public let estimatedSeconds: Double
  public let basis: Basis

  public var isFinished: Bool { state.isFinished }
}
