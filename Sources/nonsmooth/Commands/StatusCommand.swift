import ArgumentParser
import Cluster
import Foundation
import Pipeline
import Support

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Shows how far the runs are that were handed to Slurm.",
    discussion: "Looks at the queue and the store once; changes nothing.")

  @OptionGroup var options: SharedOptions<Shows.Outputs>
  @OptionGroup var variation: VariationOptions

  func run() throws {
    let workspace = try variation.applied(to: options.workspace())
    let ledger = try Ledger(folder: workspace.cluster)
    guard !ledger.isEmpty else {
      throw CommandFailure(
        "Runs of '\(workspace.output.lastPathComponent)': none were submitted, expected some. "
          + "Submit them with nonsmooth report \(workspace.commandOptions) --on slurm.")
    }
    let status = try ClusterStatus(
      of: ledger, watch: Watch(of: workspace), profile: workspace.output.lastPathComponent)
    if options.json { return try Console.printJSON(status) }
    Self.show(status, workspace)
  }

  private static func show(_ status: ClusterStatus, _ workspace: Workspace) {
    Console.printTable(
      [
        "array", "runs", "finished", "running", "pending", "ended", "not submitted", "cores",
        "memory", "limit", "submitted"
      ],
      status.arrays.map { row in
        [
          row.job ?? "-", "\(row.runs)", "\(row.finished)", "\(row.running)", "\(row.pending)",
          "\(row.ended)", "\(row.notSubmitted)", "\(row.cores)", "\(row.memoryMiB) MiB",
          Wording.duration(60 * Double(row.minutes)), row.submitted
        ]
      })
    print(
      "\(status.profile): \(status.finished) of \(status.runs) runs finished, \(status.running) running, "
        + "\(status.pending) pending, \(status.ended) ended without a record, \(status.notSubmitted) not submitted"
    )
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
