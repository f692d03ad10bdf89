import ArgumentParser
import ChapterKit
import Foundation

/// `nonsmooth chapter NAME`: one chapter's runs, figures, tables and page.
struct ChapterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chapter", abstract: "The same as report, for one chapter.")

  @Argument(help: "E.g. lasso.")
  var name: String

  @OptionGroup var options: GlobalOptions

  func run() throws {
    let workspace = try options.workspace()
    let chapter = try ChapterList.chapter(named: name)
    // A chapter that speaks of the others has no runs of its own and needs all of theirs.
    let alone = try ReportPipeline(workspace: workspace, chapters: [chapter])
    let pipeline =
      alone.runs.isEmpty
      ? try ReportPipeline(workspace: workspace, chapters: ChapterList.all) : alone
    let reports = try pipeline.perform()
    try pipeline.draw(reports)
    let pages = try pipeline.pages(of: reports) { try $0.buildChapter(name, with: $1) }
    try PageList(html: pages.html.path, pdf: pages.pdf.path).show(asJSON: options.json)
  }
}
