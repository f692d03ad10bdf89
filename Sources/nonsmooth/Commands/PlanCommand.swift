import ArgumentParser
import Cluster
import Foundation
import Pipeline
import Support

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Lists what a report would run, why, and what it takes.",
    discussion: """
      A run is fresh, stale (a run of its name has a record, of other settings, data or code), or new. \
      Steps, floating-point operations, memory and time follow. What has never run is timed with a few steps, \
      which takes some seconds. Neither images nor weights need be there.

      With --snakemake it writes a workflow that makes what is not fresh, and the commands that follow. See \
      Docs/Cluster.md.
      """)

  @Argument(help: "Only the runs of this chapter, e.g. lasso. Default: those of all.")
  var chapter: String?

  @Option(
    help: "Writes a Snakefile that makes the runs to do into this folder, or brings it up to date.")
  var snakemake: String?

  @OptionGroup var site: SiteOptions
  @OptionGroup var options: SharedOptions<Shows.Plan>
  @OptionGroup var variation: VariationOptions

  func validate() throws {
    if let chapter, snakemake != nil {
      throw ValidationError(
        "Chapter '\(chapter)': with --snakemake, expected without it. A workflow makes the whole report."
      )
    }
    if snakemake == nil, site.site != nil {
      throw ValidationError(
        "Option 'site': without --snakemake, expected with it. Add --snakemake or leave it out.")
    }
  }

  func run() throws {
    let workspace = try variation.applied(to: options.workspace())
    if let snakemake { return try write(workspace, to: SnakemakeFolder(path: snakemake)) }
    let pipeline = try ReportPipeline(
      workspace: workspace,
      chapters: try chapter.map { [try ChapterList.chapter(named: $0)] } ?? ChapterList.all,
      isPlan: true)
    let estimate = try PlanEstimate(pipeline, threads: workspace.threads)
    if options.json { return try Console.printJSON(estimate) }
    Console.printTable(
      ["run", "state", "steps", "operations", "memory", "time", "from", "why"],
      estimate.runs.map { run in
        [
          run.name, run.state.rawValue, run.steps.map(String.init) ?? "-",
          run.floatingPointOperations.map(Self.operations) ?? "-",
          run.memoryBytes > 0 ? Self.memory(run.memoryBytes) : "-", Wording.duration(run.seconds),
          run.basis,
          run.why
        ]
      })
    Self.show(estimate.multiverse)
    let total = estimate.total
    print(
      "\(total.runsToDo) of \(total.runs) runs to do, about \(Wording.duration(total.seconds)) "
        + "on \(total.threads) threads")
    if total.steps > 0 {
      print(
        "\(total.steps) training steps, \(Self.operations(total.floatingPointOperations)), "
          + "\(Self.memory(total.memoryBytes)) of memory, "
          + "\(Self.memory(total.fileBytes)) of weights and optimizer state in Output/store")
    }
    if total.runsToDo > 0 { print("Times: \(estimate.method).") }
    for note in estimate.notes { print("Note: \(note)") }
    let what = chapter.map { "chapter \($0)" } ?? "report"
    print(
      "nonsmooth \(what) \(workspace.commandOptions) makes what is to do, and the pages.")
  }

  /// The universes of the report, which come on top of its runs.
  private static func show(_ multiverse: [PlanEstimate.Universes]) {
    guard !multiverse.isEmpty else { return }
    print("")
    Console.printTable(
      ["multiverse of", "universes", "runs to do", "time on one core"],
      multiverse.map { row in
        [
          row.claims.joined(separator: ", "), "\(row.universes) of \(row.universesInAll)",
          "\(row.runsToDo) of \(row.runs)", Wording.duration(row.seconds)
        ]
      })
    print("nonsmooth multiverse CLAIM makes the others.\n")
  }

  /// Unlike a list, a workflow states the hashes of images and weights, which must be there.
  private func write(_ workspace: Workspace, to folder: SnakemakeFolder) throws {
    let pipeline = try ReportPipeline(workspace: workspace, chapters: ChapterList.all)
    let outcome = try folder.write(pipeline, site: try workspace.siteSettings(site.site))
    if options.json { return try Console.printJSON(outcome) }
    switch outcome.runs {
    case 0: print("Every run has its record; \(folder.path)/\(Snakefile.fileName) makes none.")
    case let count:
      print("\(folder.path)/\(Snakefile.fileName) makes \(Wording.count(count, "run")).")
    }
    if !outcome.records.isEmpty {
      print("Finished runs that they start from: \(outcome.records.joined(separator: ", ")).")
    }
    print("Next:")
    for command in outcome.commands { print("  \(command)") }
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
