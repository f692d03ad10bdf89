import ArgumentParser
import Foundation
import Pipeline
import Support

/// `nonsmooth explain NAME`: why an output or a run is stale or fresh.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Says why a figure, a table or a run is stale or fresh.",
    discussion: """
      Prints the chain from the output to its drawing, its runs, and each run's code, data, settings and \
      prerequisites, with the old and the new value of what changed.
      """)

  @Argument(help: "A figure, a table, or a run, e.g. figure-4 or B2.lambda10.seed3.")
  var name: String

  @OptionGroup var options: GlobalOptions
  @OptionGroup var variation: VariationOptions

  func run() throws {
    var workspace = try options.workspace()
    workspace.variation = try variation.parsed()
    let pipeline = try ReportPipeline(
      workspace: workspace, chapters: ChapterList.all, isPlan: true)
    let index = OutputIndex.present(of: workspace)
    let plan = try pipeline.plan()
    let reader = try RunStatusReader(pipeline, plan: plan, index: index)
    let explanation: Explanation
    if reader.experiments[name] != nil {
      explanation = try Explanation(ofRun: name, reader)
    } else if let entry = index.entries.first(where: { $0.name == name }) {
      explanation = try Explanation(of: entry, index: index, workspace: workspace, reader)
    } else {
      throw CommandFailure(
        Self.unknown(name, outputs: index.entries.map(\.name), runs: plan.map(\.name)),
        status: .usage)
    }
    if options.json { return try Console.printJSON(explanation) }
    print("\(name) is \(explanation.state.rawValue)")
    for line in explanation.lines { print(line) }
  }

  private static func unknown(_ name: String, outputs: [String], runs: [String]) -> String {
    let start = "Name '\(name)': unknown, expected a figure, a table or a run."
    guard let best = Spelling.closest(to: name, among: outputs + runs) else {
      return "\(start) See nonsmooth plan."
    }
    return "\(start) Did you mean '\(best)'?"
  }
}
