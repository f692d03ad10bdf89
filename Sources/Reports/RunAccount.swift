import Experiments
import Support

/// Where the numbers of a report come from: each run that a figure or a table names, from its record, and the
/// environments and machines that runs were made in and on, each once.
struct RunAccount {
  /// By experiment: `record`, `code`, `specHash`, `spec`, `seeds`, `inputs`, `prerequisites`,
  /// `threads`, `wallSeconds`, `cpuSeconds`, `peakMemoryBytes`, `started`, `finished`, `environment` and
  /// `machine`, indices into `environments` and `machines`, `job` for one that a cluster's scheduler started, and
  /// `confirmations`, who else has come to the same bits.
  private(set) var runs: [String: JSONValue] = [:]
  /// The source's commit and whether its checkout was clean, operating system, processor, compiler, build
  /// and library versions.
  private(set) var environments: [JSONValue] = []
  /// Host, processor, operating system, architecture and number of processors, sorted; with the number of the
  /// records above that each has made, their `wallSeconds` and `cpuSeconds` together, and the `commits` of the
  /// source that it ran.
  private(set) var machines: [JSONValue] = []

  init(
    _ records: [String: RunRecord], names: [String],
    confirmations: [String: [RunConfirmation]] = [:]
  ) {
    let made = MachineShare.list(Set(names).compactMap { records[$0] })
    machines = made.map(\.json)
    for name in Set(names).sorted() {
      guard let record = records[name] else { continue }
      let environment = Self.environment(of: record.provenance)
      let index = environments.firstIndex(of: environment) ?? environments.count
      if index == environments.count { environments.append(environment) }
      func map(_ texts: [String: String]) -> JSONValue { .object(texts.mapValues { .string($0) }) }
      var members: [String: JSONValue] = [
        "record": .string("\(record.kind)/\(record.key)"), "kind": .string(record.kind),
        "code": .string(record.code.hash), "spec": record.spec,
        "specHash": .string(record.specHash),
        "seeds": .array(Self.seeds(of: record.spec).map { .integer($0) }),
        "inputs": map(record.inputs), "prerequisites": map(record.prerequisites),
        "threads": .integer(record.provenance.threads), "wallSeconds": .number(record.wallSeconds),
        "cpuSeconds": .number(record.cpuSeconds),
        "peakMemoryBytes": .integer(record.peakMemoryBytes),
        "started": .string(record.provenance.started),
        "finished": .string(record.provenance.finished), "environment": .integer(index),
        "machine": .integer(made.firstIndex { $0.machine == Machine(record.provenance) }!),
        "confirmations": .array(
          (confirmations["\(record.kind)/\(record.key)"] ?? []).map {
            Self.json($0, of: record.provenance)
          })
      ]
      members["job"] = record.provenance.job.map { .string($0) }
      runs[name] = .object(members)
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

  /// `elsewhere` says whether it was certainly another machine.
  private static func json(
    _ confirmation: RunConfirmation, of provenance: Provenance
  ) -> JSONValue {
    let other = confirmation.provenance
    return .object([
      "host": other.host.map { .string($0) } ?? .null, "cpu": .string(other.cpu),
      "finished": .string(other.finished),
      "elsewhere": .bool(other.isCertainlyElsewhere(than: provenance))
    ])
  }

  private static func environment(of provenance: Provenance) -> JSONValue {
    var members: [String: JSONValue] = [
      "gitCommit": .string(provenance.gitCommit),
      "gitClean": provenance.gitClean.map { .bool($0) } ?? .null,
      "operatingSystem": .string(provenance.operatingSystem), "cpu": .string(provenance.cpu),
      "architecture": .string(provenance.architecture),
      "processors": .integer(provenance.processors), "compiler": .string(provenance.compiler),
      "build": .string(provenance.build)
    ]
    if let libraries = provenance.libraries {
      members["libraries"] = .object(libraries.mapValues { .string($0) })
    }
    return .object(members)
  }
}
