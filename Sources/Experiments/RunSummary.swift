import Support

/// How a list of runs ended.
public struct RunSummary: Sendable, Equatable {
  /// Names of the runs made now, in the order they finished.
  public var finished: [String] = []
  /// Names of the runs whose records were there already.
  public var fresh: [String] = []
  /// Runs that failed, and those that waited for them.
  public var failures: [RunFailure] = []
  /// Runs left undone because the user stopped, or because the disk refused a file.
  public var left: [String] = []
  /// The disk's first refusal; no further run was begun after it.
  public var trouble: FileError?
  /// Damaged records that were set aside, one sentence each.
  public var warnings: [String] = []

  public init() {}

  /// - Throws: `storageFailed`, `failedRuns` or `interrupted`, unless every run has its record.
  public func requireAll() throws(ExperimentsError) {
    if let trouble {
      throw .storageFailed(
        trouble.path, reason: trouble.reason, finished: finished.count + fresh.count,
        left: left.count)
    }
    if !failures.isEmpty { throw .failedRuns(failures) }
    if !left.isEmpty {
      throw .interrupted(finished: finished.count + fresh.count, left: left.count)
    }
  }
}
