import ArgumentParser
import ChapterKit
import Foundation

/// `nonsmooth plan`: what would run, why, and how long it should take.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Lists what a report would run, why, and for how long.")

  struct Row: Encodable {
    var name: String
    var isFinished: Bool
    var why: String
    var seconds: Double
  }

  @OptionGroup var options: GlobalOptions

  func run() throws {
    let workspace = try options.workspace()
    let runs = try ReportPipeline(workspace: workspace, chapters: ChapterList.all).plan()
    let rows = runs.map { run in
      Row(
        name: run.name, isFinished: run.isFinished, why: Self.reason(run.state),
        seconds: run.estimatedSeconds)
    }
    if options.json { return try Console.printJSON(rows) }
    Console.printTable(
      ["run", "state", "time", "why"],
      rows.map {
        [$0.name, $0.isFinished ? "done" : "new", Console.duration($0.seconds), $0.why]
      })
    let left = rows.filter { !$0.isFinished }
    // Single runs take one thread each, so that work shares evenly; a lone long one takes all.
    let seconds = left.map(\.seconds).reduce(0, +) / Double(workspace.threads)
    print(
      "\(left.count) of \(rows.count) runs to do, about \(Console.duration(seconds)) "
        + "on \(workspace.threads) threads")
  }

  static func reason(_ state: RecordState) -> String {
    switch state {
    case .finished(let record): "finished \(record.provenance.finished)"
    case .absent: "no record of this specification, these inputs and this code version"
    case .setAside(let reason): reason
    }
  }
}
