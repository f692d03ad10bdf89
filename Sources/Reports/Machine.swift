import Experiments
import Support

/// A machine that runs were made on, as their records describe it.
struct Machine: Hashable, Encodable {
  /// Nil in records from before it was kept.
  @OrNull var host: String?
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
struct MachineShare: Encodable {
  let machine: Machine
  private(set) var runs = 0
  private(set) var wallSeconds = 0.0
  private(set) var cpuSeconds = 0.0
  private(set) var commits: Set<String> = []

  private enum CodingKeys: CodingKey { case runs, wallSeconds, cpuSeconds, commits }

  func encode(to encoder: any Encoder) throws {
    try machine.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(runs, forKey: .runs)
    try container.encode(wallSeconds, forKey: .wallSeconds)
    try container.encode(cpuSeconds, forKey: .cpuSeconds)
    try container.encode(commits.sorted(), forKey: .commits)
  }

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
}

extension Provenance {
  /// Whether it speaks of another machine than `other`; not where a host that is not named may be the same.
  func isCertainlyElsewhere(than other: Provenance) -> Bool {
    if cpu != other.cpu { return true }
    guard let host, let there = other.host else { return false }
    return host != there
  }
}
