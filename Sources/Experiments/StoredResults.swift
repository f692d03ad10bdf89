import Foundation
import Support

/// Finished records of declared experiments, checked when first read.
public struct StoredResults: Results {
  private let store: any RunStore
  private let keys: [String: RunKey]
  public let specifications: Specifications
  public let absent: Set<String>

  /// - Parameter absent: Experiments that are done without.
  /// - Throws: What `RunKey.keys` throws.
  public init(
    store: any RunStore, experiments: [Experiment], absent: Set<String> = []
  ) throws(ExperimentsError) {
    self.store = store
    self.absent = absent
    specifications = Specifications(experiments)
    keys = try RunKey.keys(of: experiments, code: store.code)
  }

  /// Records by their keys, of experiments some of which may not be those whose specifications are told.
  init(
    store: any RunStore, keys: [String: RunKey], specifications: Specifications,
    absent: Set<String>
  ) {
    (self.store, self.keys) = (store, keys)
    (self.specifications, self.absent) = (specifications, absent)
  }

  public func outcome<Outcome: Decodable>(
    _ type: Outcome.Type, of name: String
  ) throws -> Outcome {
    let file = try directory(of: name).appendingPathComponent(RunRecord.outcomeFileName)
    do {
      return try CanonicalJSON.decode(type, from: RegularFile.contents(of: file))
    } catch {
      throw ExperimentsError.unreadableOutcome(name, reason: SystemReason.sentence(of: error))
    }
  }

  public func directory(of name: String) throws -> URL {
    _ = try record(of: name)
    return store.directory(of: try key(of: name))
  }

  /// The record of the experiment called `name`.
  ///
  /// - Throws: `unknownExperiment`, `missingRecord` or `damagedRecord`.
  public func record(of name: String) throws(ExperimentsError) -> RunRecord {
    let key = try key(of: name)
    switch try store.lookUp(key) {
    case .finished(let record): return record
    case .absent: throw .missingRecord(name, folder: store.directory(of: key).path)
    case .setAside(let reason):
      throw .damagedRecord(store.directory(of: key).path, reason: reason)
    }
  }

  public func key(of name: String) throws(ExperimentsError) -> RunKey {
    guard let key = keys[name] else { throw .unknownExperiment(name) }
    return key
  }

  /// Run time and number of the runs behind a figure; runs that share a record count once.
  ///
  /// - Throws: What `record(of:)` throws.
  public func summary(
    of names: [String]
  ) throws(ExperimentsError) -> (wallSeconds: Double, count: Int) {
    var seen: Set<RunKey> = []
    var seconds = 0.0
    for name in names where seen.insert(try key(of: name)).inserted {
      seconds += try record(of: name).wallSeconds
    }
    return (seconds, seen.count)
  }
}
