import Foundation
import Support

/// One run, declared as a pure value: a specification and the code that turns it into an outcome.
///
/// The runner identifies a run by its `kind`, canonical specification, input hashes, prerequisites
/// and the code's fingerprint, never by its `name`; two experiments with equal identity share one record.
public struct Experiment: Sendable {
  /// Unique within a profile, e.g. `"B2.lambda10.seed3"`; starts with the paper's experiment id.
  public private(set) var name: String
  /// Which code makes the result: `"convex"` or `"training"`.
  public let kind: String
  /// JSON with sorted keys.
  public private(set) var specification: Data
  /// SHA-256 (hexadecimal) of each data set that the run reads, by name.
  public let inputs: [String: String]
  /// Names of experiments whose record directories the run reads.
  public private(set) var prerequisites: [String]
  /// A rough guess for two cores, used until a record of an earlier run tells.
  public private(set) var estimatedSeconds: Double
  /// Whether the run takes so much memory that nothing may run beside it; it then has all threads.
  public var runsAlone: Bool { memoryBytes > Self.mostBeside || isDeclaredAlone }
  /// About how much memory the run takes with one thread, as its specification says; 0 for next to nothing.
  public private(set) var memoryBytes: Int
  /// Module and file that declare it, and the line of the initializer's call.
  public let fileID: String
  public let line: Int
  /// The name of the type of its specification, e.g. `"ToySpecification"`.
  public let specificationType: String
  private let isDeclaredAlone: Bool
  /// A specification, decoded and encoded again, and what it starts from; throws when it is none.
  private let canonical:
    @Sendable (Data) throws -> (
      Data, checked: (any CheckedSpecification)?, prerequisites: [String]
    )

  /// Bytes of a run that others may run beside.
  private static let mostBeside = 2 << 30
  private var run: @Sendable (Data, RunContext) throws -> Data

  /// Runs the experiment and returns the JSON of its outcome. What runs is decoded from `specification`, so
  /// that nothing can run under a key that does not say it.
  public var body: @Sendable (RunContext) throws -> Data {
    { [specification, run] context in try run(specification, context) }
  }

  /// - Parameter alsoAfter: Further prerequisites of a specification, which a variation may change.
  public init<Specification: Codable & Sendable, Outcome: Encodable & SendableMetatype>(
    _ name: String, kind: String, specification: Specification, inputs: [String: String] = [:],
    prerequisites: [String] = [],
    alsoAfter: @escaping @Sendable (Specification) -> [String] = { _ in [] },
    estimatedSeconds: Double = 0.1, runsAlone: Bool = false, memoryBytes: Int = 0,
    fileID: String = #fileID, line: Int = #line,
    body: @escaping @Sendable (Specification, RunContext) throws -> Outcome
  ) throws {
    self.name = name
    self.kind = kind
    self.specification = try CanonicalJSON.encode(specification)
    self.inputs = inputs
    self.prerequisites = prerequisites + alsoAfter(specification)
    (self.fileID, self.line) = (fileID, line)
    specificationType = String(describing: Specification.self)
    isDeclaredAlone = runsAlone
    let checked = specification as? any CheckedSpecification
    self.estimatedSeconds = checked?.seconds ?? estimatedSeconds
    self.memoryBytes = checked?.memoryBytes ?? memoryBytes
    canonical = { json in
      let specification = try CanonicalJSON.decode(Specification.self, from: json)
      let checked = specification as? any CheckedSpecification
      try checked?.check()
      return (
        try CanonicalJSON.encode(specification), checked, prerequisites + alsoAfter(specification)
      )
    }
    run = { json, context in
      try CanonicalJSON.encode(body(CanonicalJSON.decode(Specification.self, from: json), context))
    }
  }

  /// The same experiment with another specification, which its own type has read and written.
  ///
  /// - Throws: What that type's decoding throws, or its check where it is a `CheckedSpecification`.
  public func with(specification: Data) throws -> Experiment {
    var copy = self
    let (canonical, checked, prerequisites) = try canonical(specification)
    (copy.specification, copy.prerequisites) = (canonical, prerequisites)
    copy.memoryBytes = checked?.memoryBytes ?? memoryBytes
    copy.estimatedSeconds = checked?.seconds ?? estimatedSeconds
    return copy
  }

  /// The same run under another name, with the prerequisites that `names` has in place of its own, by theirs. Where
  /// those have equal keys, so have the two.
  public func renamed(_ name: String, prerequisites names: [String: String]) -> Experiment {
    var copy = self
    copy.name = name
    copy.prerequisites = prerequisites.map { names[$0] ?? $0 }
    copy.run = { [run] json, context in
      var renamed = context
      renamed.prerequisite = { try context.prerequisite(names[$0] ?? $0) }
      return try run(json, renamed)
    }
    return copy
  }
}

/// What a running experiment may use.
public struct RunContext: Sendable {
  /// The run's own directory; files written here become part of its record, except those that only an
  /// unfinished run needs (`RunRecord.isWorkingFile`).
  public let directory: URL
  /// Worker threads granted to the run. Results must not depend on it.
  public let threads: Int
  /// Reports the finished share, 0 to 1; throws `CancellationError` when the run should stop.
  public let progress: @Sendable (Double) throws -> Void
  /// The record directory of a prerequisite, by its name.
  public fileprivate(set) var prerequisite: @Sendable (String) throws -> URL

  /// Seconds between the checkpoints of a long run at least.
  public let checkpointSeconds: Double
  /// What the record's times are read from; a run that goes on from a checkpoint tells it what came before.
  public let stopwatch: Stopwatch
  /// Tells the user something in a sentence.
  public let note: @Sendable (String) -> Void

  public init(
    directory: URL, threads: Int, progress: @escaping @Sendable (Double) throws -> Void,
    prerequisite: @escaping @Sendable (String) throws -> URL, checkpointSeconds: Double = 30,
    stopwatch: Stopwatch = ResourceUsage.stopwatch(ofProcess: false),
    note: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    (self.checkpointSeconds, self.stopwatch, self.note) = (checkpointSeconds, stopwatch, note)
    self.directory = directory
    self.threads = threads
    self.progress = progress
    self.prerequisite = prerequisite
  }
}

/// Finished records, as a chapter reads them.
public protocol Results: Sendable {
  /// The decoded outcome of the experiment called `name`.
  func outcome<Outcome: Decodable>(_ type: Outcome.Type, of name: String) throws -> Outcome
  /// The record directory of the experiment called `name` (for weights and the like).
  func directory(of name: String) throws -> URL
  /// What the experiments ran with.
  var specifications: Specifications { get }
  /// Experiments that a report does without, since they have no record; none unless it says so.
  var absent: Set<String> { get }
}

extension Results {
  public var absent: Set<String> { [] }
}
