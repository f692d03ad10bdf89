import ArgumentParser
import ChapterKit
import Foundation

/// `nonsmooth plan`: what would run, why, and what it takes.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Lists what a report would run, why, and what it takes.",
    discussion: """
      A run is done, stale (a run of its name has a record, of other settings, data or code), or new. \
      Steps, floating-point operations, memory and time follow. What has never run is timed with a few steps, \
      which takes some seconds. Neither images nor weights need be there.
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var variation: VariationOptions

  func run() throws {
    var workspace = try options.workspace()
    workspace.variation = try variation.parsed()
    let pipeline = try ReportPipeline(workspace: workspace, chapters: ChapterList.all, isPlan: true)
    let estimate = try PlanEstimate(pipeline, threads: workspace.threads)
    if options.json { return try Console.printJSON(estimate) }
    Console.printTable(
      ["run", "state", "steps", "operations", "memory", "time", "from", "why"],
      estimate.runs.map { run in
        [
          run.name, run.state.rawValue, run.steps.map(String.init) ?? "-",
          run.floatingPointOperations.map(Self.operations) ?? "-",
          run.memoryBytes.map(Self.memory) ?? "-", Console.duration(run.seconds), run.basis,
          run.why
        ]
      })
    let total = estimate.total
    print(
      "\(total.runsToDo) of \(total.runs) runs to do, about \(Console.duration(total.seconds)) "
        + "on \(total.threads) threads")
    guard total.runsToDo > 0 else { return Self.note(estimate.notes) }
    if total.steps > 0 {
      print(
        "\(total.steps) training steps, \(Self.operations(total.floatingPointOperations)), "
          + "\(Self.memory(total.memoryBytes)) of memory beside the images, "
          + "\(Self.memory(total.fileBytes)) of weights and optimizer state in Output/store")
    }
    print("Times: \(estimate.method).")
    Self.note(estimate.notes)
  }

  private static func note(_ notes: [String]) {
    for note in notes { print("Note: \(note)") }
  }

  /// E.g. `"2.5 TFLOP"`.
  private static func operations(_ count: Double) -> String {
    var (value, unit) = (count, 0)
    let units = ["", "k", "M", "G", "T", "P", "E"]
    while value >= 1000 && unit < units.count - 1 {
      value /= 1000
      unit += 1
    }
    return String(format: "%.3g ", value) + units[unit] + "FLOP"
  }

  private static func memory(_ bytes: Int) -> String {
    bytes < 1 << 30
      ? String(format: "%.1f MiB", Double(bytes) / Double(1 << 20))
      : String(format: "%.2f GiB", Double(bytes) / Double(1 << 30))
  }
}
