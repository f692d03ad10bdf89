import Experiments

/// Where the numbers of a report come from: each run that a figure or a table names, from its record, and the
/// environments that runs were made in, each once.
struct RunAccount {
  /// By experiment: `record`, `code`, `specHash`, `spec`, `seeds`, `inputs`, `prerequisites`,
  /// `threads`, `wallSeconds`, `cpuSeconds`, `peakMemoryBytes`, `started`, `finished` and `environment`, an
  /// index into `environments`.
  private(set) var runs: [String: JSONValue] = [:]
  /// The source's commit and whether its checkout was clean, operating system, processor, compiler, build
  /// and library versions.
  private(set) var environments: [JSONValue] = []

  init(_ records: [String: RunRecord], names: [String]) {
    for name in Set(names).sorted() {
      guard let record = records[name] else { continue }
      let environment = Self.environment(of: record.provenance)
      let index = environments.firstIndex(of: environment) ?? environments.count
      if index == environments.count { environments.append(environment) }
      func map(_ texts: [String: String]) -> JSONValue { .object(texts.mapValues { .string($0) }) }
      runs[name] = .object([
        "record": .string("\(record.kind)/\(record.key)"), "kind": .string(record.kind),
        "code": .string(record.code.hash), "spec": record.spec,
        "specHash": .string(record.specHash),
        "seeds": .array(Self.seeds(of: record.spec).map { .integer($0) }),
        "inputs": map(record.inputs), "prerequisites": map(record.prerequisites),
        "threads": .integer(record.provenance.threads), "wallSeconds": .number(record.wallSeconds),
        "cpuSeconds": .number(record.cpuSeconds),
        "peakMemoryBytes": .integer(record.peakMemoryBytes),
        "started": .string(record.provenance.started),
        "finished": .string(record.provenance.finished), "environment": .integer(index)
      ])
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
