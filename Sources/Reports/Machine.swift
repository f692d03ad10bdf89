import Experiments
import Support

/// A machine that runs were made on, as their records describe it.
struct Machine: Hashable {
  /// Nil in records from before it was kept.
  var host: String?
  var cpu: String
  var operatingSystem: String
  var architecture: String
  var processors: Int

  init(_ provenance: Provenance) {
    (host, cpu) = (provenance.host, provenance.cpu)
    (operatingSystem, architecture) = (provenance.operatingSystem, provenance.architecture)
    processors = provenance.processors
  }
}

/// What one machine has done for a report.
struct MachineShare {
  let machine: Machine
  private(set) var runs = 0
  private(set) var wallSeconds = 0.0
  private(set) var cpuSeconds = 0.0
  private(set) var commits: Set<String> = []

  /// Of each machine that made one of `records`, sorted; experiments that share a record count once.
  static func list(_ records: [RunRecord]) -> [MachineShare] {
    var shares: [Machine: MachineShare] = [:]
    var seen: Set<String> = []
    // In the order of their keys, so that sums have the same bits each time.
    for record in records.sorted(by: { ($0.kind, $0.key) < ($1.kind, $1.key) })
    where seen.insert("\(record.kind)/\(record.key)").inserted {
      let machine = Machine(record.provenance)
      var share = shares[machine] ?? MachineShare(machine: machine)
      share.runs += 1
      share.wallSeconds += record.wallSeconds
      share.cpuSeconds += record.cpuSeconds
      share.commits.insert(record.provenance.gitCommit)
      shares[machine] = share
    }
    return shares.values.sorted { one, two in
      let (a, b) = (one.machine, two.machine)
      return (a.host ?? "", a.cpu, a.operatingSystem, a.processors)
        < (b.host ?? "", b.cpu, b.operatingSystem, b.processors)
    }
  }

  var json: JSONValue {
    .object([
      "host": machine.host.map { .string($0) } ?? .null, "cpu": .string(machine.cpu),
      "operatingSystem": .string(machine.operatingSystem),
      "architecture": .string(machine.architecture), "processors": .integer(machine.processors),
      "runs": .integer(runs), "wallSeconds": .number(wallSeconds),
      "cpuSeconds": .number(cpuSeconds), "commits": JSONValue(strings: commits.sorted())
    ])
  }
}

extension Provenance {
  /// Whether it speaks of another machine than `other`; not where a host that is not named may be the same.
  func isCertainlyElsewhere(than other: Provenance) -> Bool {
    if cpu != other.cpu { return true }
    guard let host, let there = other.host else { return false }
    return host != there
  }
}
