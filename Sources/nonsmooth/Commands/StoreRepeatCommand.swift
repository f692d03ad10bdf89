import ArgumentParser
import Experiments
import Foundation
import Pipeline
import Support

struct StoreRepeatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repeat",
    abstract: "Makes runs again, and compares every file's SHA-256 with the record.",
    discussion: """
      Of the profile's runs that have a record, or with --set the variation's. What they go on from is read from the store. Records stay as \
      they are: equal bits are noted as a confirmation, others are kept in Output/store/conflicts, and end \
      the command with status 1. On a machine that has imported another's records this tells whether both \
      come to the same bits. See Docs/Reproducibility.md.
      """)

  struct Outcome: Encodable {
    var machine: String
    var runs: [RepeatedRun]
  }

  @Argument(help: "Names of runs; all of the profile when none is given.")
  var names: [String] = []

  @Option(help: "So many of the profile's runs, the same ones on every machine.")
  var sample: Int?

  @OptionGroup var variation: VariationOptions
  @OptionGroup var options: GlobalOptions

  func validate() throws {
    guard let sample else { return }
    guard sample > 0 else {
      throw ValidationError(
        "Option 'sample': \(sample), expected 1 or more. Give the number of runs.")
    }
    guard names.isEmpty else {
      throw ValidationError(
        "Option 'sample': given beside \(Wording.count(names.count, "name")), expected one or the other. "
          + "Leave one out.")
    }
  }

  func run() throws {
    let workspace = try variation.applied(to: options.workspace())
    let pipeline = try ReportPipeline(workspace: workspace, chapters: ChapterList.all)
    let wanted = try pipeline.repeatable(names, sample: sample)
    let seconds = wanted.reduce(0) { $0 + $1.estimatedSeconds }
    Console.note(
      "repeating \(Wording.count(wanted.count, "run")), which took \(Wording.duration(seconds))"
    )
    let (repeated, conflicts) = try pipeline.repeat(wanted)
    let machine = Provenance.current(threads: 1).machine
    for conflict in conflicts { Console.error(conflict.description) }
    if options.json {
      try Console.printJSON(Outcome(machine: machine, runs: repeated))
    } else {
      Console.printTable(
        ["bits", "run", "record made on"],
        repeated.map { [$0.state.rawValue, $0.name, $0.recordedOn] })
      let equal = repeated.count { $0.state == .equal }
      print(
        "\(equal) of \(Wording.count(repeated.count, "run")) came to the same bits on \(machine)"
      )
    }
    let incomplete = repeated.count { ![.equal, .different].contains($0.state) }
    guard incomplete == 0 else {
      throw CommandFailure(
        "Runs: \(incomplete) of \(repeated.count) not compared, expected all. Start again to repeat them."
      )
    }
    try StoreImportCommand.require(none: conflicts)
    if !options.json {
      print("The records stand as they were; there is nothing to do.")
    }
  }
}
