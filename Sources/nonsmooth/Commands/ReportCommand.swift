import ArgumentParser
import Foundation
import Pipeline

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Runs what is stale, draws, and writes the report as HTML and PDF.",
    discussion: """
      With --json it prints what happens as lines of JSON, see Docs/Events.md. With --set it makes a \
      variation in a folder of its own. With --on slurm runs go to Slurm as job arrays; Ctrl-C leaves them there, \
      nonsmooth status shows them, and the same command goes on.
      """)

  @Flag(help: "Stop before the pages: runs, figures, tables and results.json only.")
  var withoutPages = false

  @Flag(help: TrainingOption.help)
  var withoutTraining = false

  @OptionGroup var cluster: ClusterOptions
  @OptionGroup var options: GlobalOptions
  @OptionGroup var variation: VariationOptions

  func run() throws {
    let workspace = try variation.applied(to: options.workspace())
    var pipeline = try ReportPipeline(
      workspace: workspace, chapters: ChapterList.all, isPlan: cluster.dryRun,
      trains: !withoutTraining)
    pipeline.events = options.json ? EventStream() : nil
    guard try pipeline.makeRuns(at: cluster.place) else { return }
    let reports = try pipeline.perform()
    try pipeline.draw(reports)
    if withoutPages { return pipeline.show(results: try pipeline.results(of: reports)) }
    let pages = try pipeline.pages(of: reports) { try $0.buildReport(with: $1) }
    pipeline.show(pages, of: reports)
  }
}
