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
    let typst = try TypstCompiler.installed(root: workspace.root)
    let pages = try pipeline.builder(for: reports).buildReport(with: typst)
    try PageList(html: pages.html.path, pdf: pages.pdf.path).show(asJSON: options.json)
  }
}
