import ArgumentParser
import ChapterKit
import Foundation

/// `nonsmooth store run NAME`: one run of a profile alone, e.g. after it failed.
struct StoreRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Makes the record of one run of a profile, and of those it waits for.")

  @Argument(help: "A run's name, as nonsmooth plan lists it.")
  var name: String

  @OptionGroup var options: GlobalOptions

  func run() throws {
    let pipeline = try ReportPipeline(
      workspace: try options.workspace(), chapters: ChapterList.all)
    let runs = Dictionary(pipeline.runs.map { ($0.name, $0) }) { first, _ in first }
    guard runs[name] != nil else {
      let start = "Run '\(name)': not in profile \(options.profile), expected one of its runs."
      let near = Spelling.closest(to: name, among: runs.keys.sorted())
      throw CommandFailure(
        "\(start) " + (near.map { "Did you mean '\($0)'?" } ?? "See nonsmooth plan."),
        status: .usage)
    }
    var wanted: [Experiment] = []
    var open = [name]
    while let next = open.popLast() {
      guard let run = runs[next], !wanted.contains(where: { $0.name == next }) else { continue }
      wanted.append(run)
      open += run.prerequisites
    }
    try pipeline.perform(wanted)
    let results = try StoredResults(store: pipeline.store, experiments: wanted)
    if options.json { return try Console.printJSON(results.record(of: name)) }
    print(try results.directory(of: name).path)
  }
}
