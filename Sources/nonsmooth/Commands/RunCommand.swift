import ArgumentParser
import ChapterKit
import Foundation

/// `nonsmooth run SPEC.json --output DIR`: one training run.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Trains one network as a specification says.",
    discussion: """
      Writes metrics.jsonl, weights.safetensors and record.json. A folder that holds the finished \
      record of the same specification is left as it is, an unfinished one is continued from its \
      last checkpoint, and one of another specification is refused. Where another process makes the \
      run in that folder, it is waited for. Relative paths in the specification start at its folder.
      """)

  @Argument(help: "The specification, a JSON file.")
  var specification: String

  @Option(help: "The folder for the results.")
  var output: String

  @OptionGroup var options: GlobalOptions

  func run() throws {
    let file = URL(fileURLWithPath: specification)
    guard let json = try? Data(contentsOf: file) else {
      throw CommandFailure(
        "Specification '\(specification)': unreadable, expected a JSON file. Check its path.",
        status: .usage)
    }
    var parsed = try TrainingSpecification(json: json)
    if let numerics = options.parsedNumerics { parsed.numerics = numerics }
    let run = try SingleRun(
      specification: parsed, folder: file.deletingLastPathComponent(),
      directory: URL(fileURLWithPath: output, isDirectory: true), threads: options.threadCount,
      checkpointSeconds: options.checkpointSeconds)
    let record = try run.perform()
    if options.json {
      try Console.printJSON(record)
    } else {
      print(run.directory.path)
    }
  }
}
