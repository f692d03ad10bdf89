/// How far the runs of a ledger are.
public struct ClusterStatus: Encodable {
  public struct Row: Encodable {
    public var job: String?
    public var runs: Int
    public var finished = 0
    public var running = 0
    public var pending = 0
    /// Ended without a record, or unknown to Slurm.
    public var ended = 0
    /// Slurm refused them, or has not said whether it took them.
    public var notSubmitted = 0
    public var cores: Int
    public var memoryMiB: Int
    public var minutes: Int
    public var submitted: String
  }

  public struct Trouble: Encodable {
    public var name: String
    public var message: String
  }

  public var profile: String
  public var runs = 0
  public var finished = 0
  public var running = 0
  public var pending = 0
  public var ended = 0
  public var notSubmitted = 0
  public var arrays: [Row] = []
  public var troubles: [Trouble] = []
  /// Nodes on which something runs, with how many runs.
  public var nodes: [String: Int] = [:]
  /// Why runs wait, in Slurm's words, with how many runs.
  public var reasons: [String: Int] = [:]

  public init(of ledger: Ledger, watch: Watch, profile: String) throws(ClusterError) {
    self.profile = profile
    // Code may have changed between two submissions of a name; the later one counts.
    var last: [String: Watch.Entry] = [:]
    for entry in try watch.look(at: ledger) { last[entry.name] = entry }
    let byArray = Dictionary(grouping: last.values, by: \.array)
    for (place, entries) in byArray.sorted(by: { $0.key < $1.key }) {
      let array = ledger.arrays[place]
      var row = Row(
        job: array.job, runs: entries.count, cores: array.resources.cores,
        memoryMiB: array.resources.memoryMiB, minutes: array.resources.minutes,
        submitted: array.submitted)
      for entry in entries.sorted(by: { $0.name < $1.name }) {
        switch entry.standing {
        case .finished: row.finished += 1
        case .running(let node):
          row.running += 1
          nodes[node, default: 0] += 1
        case .pending(let reason):
          row.pending += 1
          reasons[reason, default: 0] += 1
        case .refused, .givenUp, .ended, .unknown:
          if array.job == nil { row.notSubmitted += 1 } else { row.ended += 1 }
          troubles.append(
            Trouble(
              name: entry.name,
              message: Self.message(entry, hasAnswer: array.job != nil || array.refusal != nil)))
        }
      }
      arrays.append(row)
    }
    let rows = arrays
    func sum(_ count: (Row) -> Int) -> Int { rows.reduce(0) { $0 + count($1) } }
    runs = last.count
    (finished, running, pending) = (sum(\.finished), sum(\.running), sum(\.pending))
    (ended, notSubmitted) = (sum(\.ended), sum(\.notSubmitted))
  }

  /// What is said of a run that is neither finished nor under way.
  private static func message(_ entry: Watch.Entry, hasAnswer: Bool) -> String {
    switch entry.standing {
    case .refused(let reason): return "Slurm refused it: \(reason)"
    case .givenUp(let reason): return reason
    case .ended(let end):
      switch end.verdict(name: entry.name) {
      case .again(let reason, _, _): return "\(reason); the report submits it again"
      case .waiting(let message), .final(let message): return message
      case .settling: return "its job finished; its record is not here yet"
      }
    default:
      return hasAnswer
        ? "Slurm does not know it; the report submits it again"
        : "Slurm has not said whether it took it; the report asks again"
    }
  }
}
