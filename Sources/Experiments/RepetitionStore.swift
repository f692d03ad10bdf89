import Foundation

/// Makes runs again that a store has, beside it, and compares what they come to with its records.
///
/// Prerequisites are read from the store. Each run is compared, and noted, as soon as it has finished; what
/// it wrote is then gone, unless its bits are others. What a stopped run leaves is not kept.
public final class RepetitionStore: RunStore, @unchecked Sendable {
  private let store: DirectoryRunStore
  private let stage: StoreStage
  private let aside: DirectoryRunStore
  private let repeated: Set<RunKey>
  private let lock = NSLock()
  /// Guarded by `lock`.
  private var compared: [RunKey: RunAdoption] = [:]

  /// - Parameter repeated: Runs that `store` has. It should have all that they go on from, too, since what is
  ///   missing would be made here.
  public init(
    of store: DirectoryRunStore, repeating repeated: Set<RunKey>
  ) throws(ExperimentsError) {
    (self.store, self.repeated) = (store, repeated)
    stage = try StoreStage(in: store)
    aside = DirectoryRunStore(root: stage.folder, code: store.code)
  }

  /// How the bits of each run that has finished stand to the record's.
  public var outcomes: [RunKey: RunAdoption] { lock.withLock { compared } }

  /// Removes all that is left of the runs.
  public func end() { stage.end() }

  public var code: CodeFingerprints { store.code }

  public func lookUp(_ key: RunKey) throws(ExperimentsError) -> RecordState {
    try repeated.contains(key) ? aside.lookUp(key) : store.lookUp(key)
  }

  public func directory(of key: RunKey) -> URL { store.directory(of: key) }

  public func begin(_ key: RunKey, label: RunLabel) throws(ExperimentsError) -> RunClaim {
    try aside.begin(key, label: label)
  }

  public func finish(
    _ record: RunRecord, for key: RunKey, from directory: URL
  ) throws(ExperimentsError) {
    try aside.finish(record, for: key, from: directory)
    let made = aside.directory(of: key)
    let adoption = try store.adopt(made, as: key)
    lock.withLock { compared[key] = adoption }
    try? FileManager.default.removeItem(at: made)
  }

  public func abandon(_ directory: URL, keep: Bool) { aside.abandon(directory, keep: false) }

  public func fail(_ key: RunKey, in directory: URL, message: String) -> URL? {
    aside.abandon(directory, keep: false)
    return nil
  }

  public func lookUp(
    _ keys: [RunKey], checksFiles: Bool
  ) throws(ExperimentsError) -> [RecordState] {
    var states: [RecordState] = []
    for key in keys { states.append(try lookUp(key)) }
    return states
  }

  public func earlierSeconds() -> [String: Double] { store.earlierSeconds() }
}
