import ArgumentParser
import Foundation
import Pipeline
import Support

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Says why a figure, a table or a run is stale or fresh, and what a claim hinges on.",
    discussion: """
      Prints the chain from the output to its drawing, its runs, and each run's code, data, settings and \
      prerequisites, with the old and the new value of what changed. Of a claim it lists the open decisions with their \
      options, as --set takes them, and how often each changes the verdict.
      """)

  @Argument(help: "A figure, a table, a run or a claim, e.g. figure-4, B2.lambda10 or B2.b.")
  var name: String

  @OptionGroup var options: SharedOptions<Shows.Explain>
  @OptionGroup var variation: VariationOptions

  func run() throws {
    let workspace = try variation.applied(to: options.workspace())
    let explanation = try Explanation(
      of: name,
      in: ReportPipeline(workspace: workspace, chapters: ChapterList.all, isPlan: true))
    if options.json { return try Console.printJSON(explanation) }
    print("\(name) is \(explanation.state.rawValue)")
    for line in explanation.lines { print(line) }
    print(
      explanation.state == .fresh
        ? "Nothing of it would be made again."
        : "nonsmooth report \(workspace.commandOptions) makes it anew.")
  }
}
