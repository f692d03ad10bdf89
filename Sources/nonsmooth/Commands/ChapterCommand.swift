import ArgumentParser
import Experiments
import Foundation
import Pipeline

struct ChapterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chapter", abstract: "The same as report, for one chapter.")

  @Argument(help: "E.g. lasso.")
  var name: String

  @Option(help: "Makes only this run and those that it waits for, e.g. B2.lambda10, and no pages.")
  var only: String?

  @Flag(help: TrainingOption.help)
  var withoutTraining = false

  @Flag(help: "Stop before the pages: runs, figures, tables and numbers only.")
  var withoutPages = false

  @OptionGroup var cluster: ClusterOptions
  @OptionGroup var options: GlobalOptions
  @OptionGroup var variation: VariationOptions

  func run() throws {
    let chapter = try ChapterList.chapter(named: name)
    let workspace = try variation.applied(to: options.workspace())
    var pipeline = try ReportPipeline(
      workspace: workspace, chapters: chapter.speaksOfAll ? ChapterList.all : [chapter],
      isPlan: cluster.dryRun, trains: !withoutTraining)
    pipeline.events = options.json ? EventStream() : nil
    if let only { return try make(only, with: pipeline) }
    guard try pipeline.makeRuns(at: cluster.place) else { return }
    let reports = try pipeline.perform()
    try pipeline.draw(reports)
    if withoutPages {
      return pipeline.show(results: try pipeline.results(of: reports, chapter: name))
    }
    let pages = try pipeline.pages(of: reports) { try $0.buildChapter(name, with: $1) }
    pipeline.show(pages, of: chapter.speaksOfAll ? reports : reports.filter { $0.name == name })
  }

  private func make(_ name: String, with pipeline: ReportPipeline) throws {
    let wanted = try pipeline.needed(for: name)
    guard try pipeline.makeRuns(at: cluster.place, wanted: wanted) else { return }
    try pipeline.make(wanted)
    if let events = pipeline.events { return events.write(RunEvent(.end, name: name)) }
    let results = try StoredResults(store: pipeline.store, experiments: wanted)
    print(try results.directory(of: name).path)
  }
}
