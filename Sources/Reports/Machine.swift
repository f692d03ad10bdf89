import Experiments

/// A machine that runs were made on, as their records describe it.
struct Machine: Hashable, Encodable {
  /// Nil in records from before it was kept.
  var host: String?
  var cpu: String
  var operatingSystem: String
  var architecture: String
  var processors: Int

  init(_ provenance: Provenance) {
    host = provenance.host
    cpu = provenance.cpu
    (operatingSystem, architecture) = (provenance.operatingSystem, provenance.architecture)
    processors = provenance.processors
  }
}

/// What one machine has done for a report.
typealias MachineShare = Joined<Machine, MachineWork>

struct MachineWork: Encodable {
  var runs = 0
  var wallSeconds = 0.0
  var cpuSeconds = 0.0
  /// Of the source, sorted.
  var commits: [String] = []

  /// Of each machine that made one of `records`, sorted; experiments that share a record count once.
  static func list(_ records: [RunRecord]) -> [MachineShare] {
    var shares: [Machine: MachineWork] = [:]
    var seen: Set<String> = []
    // In the order of their keys, so that sums have the same bits each time.
    for record in records.sorted(by: { ($0.kind, $0.key) < ($1.kind, $1.key) })
    where seen.insert("\(record.kind)/\(record.key)").inserted {
      let machine = Machine(record.provenance)
      var share = shares[machine] ?? MachineWork()
      share.runs += 1
      share.wallSeconds += record.wallSeconds
      share.cpuSeconds += record.cpuSeconds
      share.commits = Set(share.commits + [record.provenance.gitCommit]).sorted()
      shares[machine] = share
    }
    return shares.map { Joined(first: $0, second: $1) }.sorted { one, two in
      let (a, b) = (one.first, two.first)
      return (a.host ?? "", a.cpu, a.operatingSystem, a.processors)
        < (b.host ?? "", b.cpu, b.operatingSystem, b.processors)
    }
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
