import ArgumentParser
import ChapterKit
import Foundation

/// `nonsmooth explain NAME`: why an output or a run is stale or fresh.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Says why a figure, a table or a run is stale or fresh.")

  struct Line: Encodable {
    var name: String
    var isFresh: Bool
    var why: String
  }

  @Argument(help: "A figure, a table, or a run, e.g. figure-4 or B2.lambda10.seed3.")
  var name: String

  @OptionGroup var options: GlobalOptions

  func run() throws {
    let workspace = try options.workspace()
    let plan = try ReportPipeline(workspace: workspace, chapters: ChapterList.all, isPlan: true)
      .plan()
    let runs = Dictionary(plan.map { ($0.name, $0) }) { first, _ in first }
    let lines: [Line]
    if let run = runs[name] {
      lines = [Line(name: name, isFresh: run.isFinished, why: PlanCommand.reason(run.state))]
    } else {
      let index = (try? OutputIndex.read(of: workspace)) ?? OutputIndex()
      guard let entry = index.entries.first(where: { $0.name == name }) else {
        throw CommandFailure(
          Self.unknown(name, outputs: index.entries.map(\.name), runs: plan.map(\.name)),
          status: .usage)
      }
      lines = entry.experiments.map { Self.line($0, madeWith: entry.keys[$0], now: runs[$0]) }
    }
    let isFresh = lines.allSatisfy(\.isFresh)
    if options.json { return try Console.printJSON(lines) }
    print("\(name) is \(isFresh ? "fresh" : "stale")")
    Console.printTable(
      ["run", "state", "why"], lines.map { [$0.name, $0.isFresh ? "fresh" : "stale", $0.why] })
  }

  private static func line(_ name: String, madeWith key: String?, now: PlannedRun?) -> Line {
    guard let now else {
      return Line(name: name, isFresh: false, why: "its chapter no longer declares it")
    }
    guard now.isFinished else {
      return Line(name: name, isFresh: false, why: PlanCommand.reason(now.state))
    }
    guard now.key.description == key else {
      return Line(
        name: name, isFresh: false,
        why: "the output was drawn from another record, \(key ?? "none")")
    }
    return Line(name: name, isFresh: true, why: PlanCommand.reason(now.state))
  }

  private static func unknown(_ name: String, outputs: [String], runs: [String]) -> String {
    let start = "Name '\(name)': unknown, expected a figure, a table or a run."
    guard let best = Spelling.closest(to: name, among: outputs + runs) else {
      return "\(start) See nonsmooth plan."
    }
    return "\(start) Did you mean '\(best)'?"
  }
}
