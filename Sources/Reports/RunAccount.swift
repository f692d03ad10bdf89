import Experiments
import Support

/// Where the numbers of a report come from: each run that a figure or a table names, from its record, and the
/// environments and machines that runs were made in and on, each once.
struct RunAccount {
  /// By experiment.
  private(set) var runs: [String: Run] = [:]
  private(set) var environments: [Environment] = []
  /// Host, processor, operating system, architecture and number of processors, sorted; with the number of the
  /// records above that each has made, their `wallSeconds` and `cpuSeconds` together, and the `commits` of the
  /// source that it ran.
  private(set) var machines: [MachineShare] = []

  struct Run: Encodable {
    /// Kind and key.
    var record: String
    var kind: String
    /// The hash of its kind's code.
    var code: String
    var spec: JSONValue
    var specHash: String
    var seeds: [Int]
    var inputs: [String: String]
    var prerequisites: [String: String]
    var threads: Int
    var wallSeconds: Double
    var cpuSeconds: Double
    var peakMemoryBytes: Int
    var started: String
    var finished: String
    /// Indices into `environments` and `machines`.
    var environment: Int
    var machine: Int
    /// Who else has come to the same bits.
    var confirmations: [RunRepetitions.Side]
    /// Of one that a cluster's scheduler started.
    var job: String?
  }

  /// The source's commit and whether its checkout was clean, operating system, processor, compiler, build
  /// and library versions.
  struct Environment: Encodable, Equatable {
    var gitCommit: String
    var gitClean: Bool?
    var operatingSystem: String
    var cpu: String
    var architecture: String
    var processors: Int
    var compiler: String
    var build: String
    var libraries: [String: String]?

    init(_ provenance: Provenance) {
      (gitCommit, gitClean) = (provenance.gitCommit, provenance.gitClean)
      (operatingSystem, cpu) = (provenance.operatingSystem, provenance.cpu)
      (architecture, processors) = (provenance.architecture, provenance.processors)
      (compiler, build, libraries) = (provenance.compiler, provenance.build, provenance.libraries)
    }
  }

  init(
    _ records: [String: RunRecord], names: [String], repetitions: RunRepetitions
  ) {
    machines = MachineWork.list(Set(names).compactMap { records[$0] })
    for name in Set(names).sorted() {
      guard let record = records[name] else { continue }
      let provenance = record.provenance
      let environment = Environment(provenance)
      let index = environments.firstIndex(of: environment) ?? environments.count
      if index == environments.count { environments.append(environment) }
      let key = "\(record.kind)/\(record.key)"
      runs[name] = Run(
        record: key, kind: record.kind, code: record.code.hash, spec: record.spec,
        specHash: record.specHash, seeds: Self.seeds(of: record.spec), inputs: record.inputs,
        prerequisites: record.prerequisites, threads: provenance.threads,
        wallSeconds: record.wallSeconds, cpuSeconds: record.cpuSeconds,
        peakMemoryBytes: record.peakMemoryBytes, started: provenance.started,
        finished: provenance.finished, environment: index,
        machine: machines.firstIndex { $0.first == Machine(provenance) }!,
        confirmations: repetitions.confirmations(of: key, beside: provenance),
        job: provenance.job)
    }
  }

  /// The specification's `seed` or `seeds`; empty where chance has no part.
  static func seeds(of spec: JSONValue) -> [Int] {
    guard case .object(let members) = spec else { return [] }
    switch members["seeds"] ?? members["seed"] {
    case .array(let seeds):
      return seeds.compactMap { if case .integer(let seed) = $0 { seed } else { nil } }
    case .integer(let seed): return [seed]
    default: return []
    }
  }
}
