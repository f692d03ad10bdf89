import Foundation
import Support

/// Keeps finished runs by their keys.
public protocol RunStore: Sendable {
  /// The code whose runs are looked for; part of every key.
  var code: CodeFingerprints { get }
  /// Looks for the record of `key` and checks it; a damaged one is set aside.
  func lookUp(_ key: RunKey) throws(ExperimentsError) -> RecordState
  /// The same for many keys at once, in their order.
  ///
  /// - Parameter checksFiles: Whether the files beside a record are read and compared with their checksums; the
  ///   record itself is always compared with its seal.
  func lookUp(
    _ keys: [RunKey], checksFiles: Bool
  ) throws(ExperimentsError) -> [RecordState]
  /// Where the record of `key` is, or will be.
  func directory(of key: RunKey) -> URL
  /// Takes the run of `key` for this process, unless another has it or has finished it.
  ///
  /// - Parameter label: What others read of an unfinished run.
  func begin(_ key: RunKey, label: RunLabel) throws(ExperimentsError) -> RunClaim
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
  /// Wall seconds of finished runs by `"<kind>/<specHash>"`, of whichever code.
  func earlierSeconds() -> [String: Double]
}

/// What the store knows of a run.
public enum RecordState: Sendable, Equatable {
  case absent
  case finished(RunRecord)
  /// There was a record, it did not fit its checksums, and it was moved away.
  case setAside(reason: String)

  public var isFinished: Bool { if case .finished = self { true } else { false } }
}

/// Whose a run is.
public enum RunClaim: Sendable, Equatable {
  /// This process', which runs it in the directory. It may hold what an interrupted run of the same
  /// key left.
  case run(URL)
  /// Another process runs it; `by` says which, e.g. `"process 1234 on ada"`.
  case taken(by: String)
  /// Its record is there by now.
  case finished(RunRecord)
}

/// What an unfinished run says of itself beside its files.
public struct RunLabel: Sendable, Codable, Equatable {
  public var name: String
  /// SHA-256 of the canonical specification.
  public var specHash: String
  /// `CodeFingerprint.hash`.
  public var code: String
  public var owner: String

  /// A label with this process as its owner.
  public init(name: String, specHash: String, code: String) {
    (self.name, self.specHash, self.code) = (name, specHash, code)
    owner = "process \(getpid()) on \(MachineName.short ?? "an unnamed host")"
  }
}
