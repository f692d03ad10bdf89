import Foundation

/// Keeps finished runs by their keys.
public protocol RunStore: Sendable {
  /// Looks for the record of `key` and checks it; a damaged one is set aside.
  func lookUp(_ key: RunKey) throws(ExperimentsError) -> RecordState
  /// Where the record of `key` is, or will be.
  func directory(of key: RunKey) -> URL
  /// A directory to run in. It may hold what an interrupted run of the same key left.
  func begin(_ key: RunKey) throws(ExperimentsError) -> URL
  /// Makes what `directory` holds the record of `key`; `record` gains the files' checksums.
  func finish(_ record: RunRecord, for key: RunKey, from directory: URL) throws(ExperimentsError)
  /// Gives up the run in `directory`; `keep` leaves its files for a later run of the same key.
  func abandon(_ directory: URL, keep: Bool)
  /// Gives up the failed run of `key` in `directory`. What it wrote for people to read, such as the
  /// metrics of the steps before the failure, moves to a folder of failures together with `message`;
  /// weights and checkpoints go.
  ///
  /// - Returns: That folder, or nil when the run had written nothing.
  func fail(_ key: RunKey, in directory: URL, message: String) -> URL?
  /// Wall seconds of finished runs by `"<kind>/<specHash>"`, of whichever code version.
  func earlierSeconds() -> [String: Double]
}

/// What the store knows of a run.
public enum RecordState: Sendable, Equatable {
  case absent
  case finished(RunRecord)
  /// There was a record, it did not fit its checksums, and it was moved away.
  case setAside(reason: String)
}
