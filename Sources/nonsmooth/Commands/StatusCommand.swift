import ArgumentParser
import ChapterKit
import Cluster
import Foundation
import Pipeline
import Support

/// `nonsmooth status`: how far the runs are that were submitted to a cluster.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Shows how far the runs are that were handed to Slurm.",
    discussion: "Looks at the queue and the store once; changes nothing.")

  struct Row: Encodable {
    var job: String?
    var runs: Int
    var finished: Int
    var running: Int
    var pending: Int
    /// Ended without a record, refused, or unknown to Slurm.
    var ended: Int
    var cores: Int
    var memoryMiB: Int
    var minutes: Int
    var submitted: String
  }

  struct Trouble: Encodable {
    var name: String
    var message: String
  }

  struct Status: Encodable {
    var profile: String
    var runs: Int
    var finished: Int
    var running: Int
    var pending: Int
    var ended: Int
    var arrays: [Row]
    var troubles: [Trouble]
    /// Nodes on which something runs, with how many runs.
    var nodes: [String: Int]
    /// Why runs wait, in Slurm's words, with how many runs.
    var reasons: [String: Int]
  }

  @OptionGroup var options: SharedOptions<Shows.Outputs>
  @OptionGroup var variation: VariationOptions

  func run() throws {
    var workspace = try options.workspace()
    workspace.variation = try variation.parsed()
    let ledger = try Ledger(folder: workspace.cluster)
    guard !ledger.isEmpty else {
      throw CommandFailure(
        "Runs of '\(workspace.output.lastPathComponent)': none were submitted, expected some. "
          + "Submit them with nonsmooth report \(workspace.commandOptions) --on slurm.")
    }
    let status = try Self.status(of: ledger, in: workspace)
    if options.json { return try Console.printJSON(status) }
    Self.show(status, workspace)
  }

  static func status(of ledger: Ledger, in workspace: Workspace) throws -> Status {
    let watch = Watch(of: workspace)
    // Code may have changed between two submissions of a name; the later one counts.
    var last: [String: Watch.Entry] = [:]
    for entry in try watch.look(at: ledger) { last[entry.name] = entry }
    var status = Status(
      profile: workspace.output.lastPathComponent, runs: last.count, finished: 0, running: 0,
      pending: 0, ended: 0, arrays: [], troubles: [], nodes: [:], reasons: [:])
    let byArray = Dictionary(grouping: last.values, by: \.array)
    for (place, entries) in byArray.sorted(by: { $0.key < $1.key }) {
      let array = ledger.arrays[place]
      var row = Row(
        job: array.job, runs: entries.count, finished: 0, running: 0, pending: 0, ended: 0,
        cores: array.resources.cores, memoryMiB: array.resources.memoryMiB,
        minutes: array.resources.minutes, submitted: array.submitted)
      for entry in entries.sorted(by: { $0.name < $1.name }) {
        switch entry.standing {
        case .finished: row.finished += 1
        case .running(let node):
          row.running += 1
          status.nodes[node, default: 0] += 1
        case .pending(let reason):
          row.pending += 1
          status.reasons[reason, default: 0] += 1
        default:
          row.ended += 1
          status.troubles.append(
            Trouble(name: entry.name, message: words(entry.standing, of: entry.name)))
        }
      }
      status.finished += row.finished
      status.running += row.running
      status.pending += row.pending
      status.ended += row.ended
      status.arrays.append(row)
    }
    return status
  }

  /// What is said of a run that is neither finished nor under way.
  private static func words(_ standing: JobStanding, of name: String) -> String {
    switch standing {
    case .refused(let words): "Slurm refused it: \(words)"
    case .givenUp(let reason): reason
    case .ended(let end):
      switch end.verdict(name: name) {
      case .again(let reason, _, _): "\(reason); the report submits it again"
      case .waiting(let message), .final(let message): message
      case .settling: "its job finished; its record is not here yet"
      }
    default: "Slurm does not know it; the report submits it again"
    }
  }

  private static func show(_ status: Status, _ workspace: Workspace) {
    Console.printTable(
      [
        "array", "runs", "finished", "running", "pending", "ended", "cores", "memory", "limit",
        "submitted"
      ],
      status.arrays.map { row in
        [
          row.job ?? "-", "\(row.runs)", "\(row.finished)", "\(row.running)", "\(row.pending)",
          "\(row.ended)", "\(row.cores)", "\(row.memoryMiB) MiB",
          Wording.duration(Double(row.minutes * 60)), row.submitted
        ]
      })
    print(
      "\(status.profile): \(status.finished) of \(status.runs) runs finished, \(status.running) running, "
        + "\(status.pending) pending, \(status.ended) ended without a record")
    func list(_ counts: [String: Int]) -> String {
      counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(8)
        .map { "\($0.key.isEmpty ? "no reason given" : $0.key) (\($0.value))" }
        .joined(separator: ", ")
    }
    if !status.nodes.isEmpty { print("Running on: \(list(status.nodes))") }
    if !status.reasons.isEmpty { print("Pending for: \(list(status.reasons))") }
    for trouble in status.troubles.prefix(10) { print("\(trouble.name): \(trouble.message)") }
    if status.troubles.count > 10 { print("and \(status.troubles.count - 10) more, see --json") }
    let next =
      status.finished == status.runs
      ? "writes the report"
      : status.running + status.pending > 0
        ? "waits for them and writes the report" : "submits what is left"
    print("nonsmooth report \(workspace.commandOptions) --on slurm \(next).")
    if status.running + status.pending > 0 {
      let jobs = status.arrays.filter { $0.running + $0.pending > 0 }.compactMap(\.job)
      print("scancel \(jobs.joined(separator: " ")) stops them; finished runs are kept.")
    }
  }
}
