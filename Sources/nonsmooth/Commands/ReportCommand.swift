import ArgumentParser
import ChapterKit
import Foundation

/// `nonsmooth report`: everything of one profile.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Runs what is stale, draws, and writes the report as HTML and PDF.",
    discussion: """
      With --json it prints what happens as lines of JSON, see Docs/Events.md. With --set it makes a \
      variation in a folder of its own.
      """)

  @Flag(help: "Stop before the pages: runs, figures, tables and results.json only.")
  var withoutPages = false

  @OptionGroup var options: GlobalOptions
  @OptionGroup var variation: VariationOptions

  func run() throws {
    var workspace = try options.workspace()
    workspace.variation = try variation.parsed()
    var pipeline = try ReportPipeline(workspace: workspace, chapters: ChapterList.all)
    pipeline.events = options.json ? EventStream() : nil
    let reports = try pipeline.perform()
    try pipeline.draw(reports)
    if withoutPages { return print(try pipeline.results(of: reports).path) }
    let pages = try pipeline.pages(of: reports) { try $0.buildReport(with: $1) }
    pipeline.show(pages)
  }
}
