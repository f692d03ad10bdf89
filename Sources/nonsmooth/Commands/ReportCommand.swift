import ArgumentParser
import ChapterKit
import Foundation

/// `nonsmooth report`: everything of one profile.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Runs what is stale, draws, and writes the report as HTML and PDF.")

  @OptionGroup var options: GlobalOptions

  func run() throws {
    let workspace = try options.workspace()
    let pipeline = try ReportPipeline(workspace: workspace, chapters: ChapterList.all)
    let reports = try pipeline.perform()
    try pipeline.draw(reports)
    let pages = try pipeline.pages(of: reports) { try $0.buildReport(with: $1) }
    try PageList(html: pages.html.path, pdf: pages.pdf.path).show(asJSON: options.json)
  }
}
