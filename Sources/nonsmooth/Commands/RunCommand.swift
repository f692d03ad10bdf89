import ArgumentParser
import Cluster
import Experiments
import Foundation
import Neural
import Pipeline
import Support

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Trains one network as a specification says, or makes one run of a list of jobs.",
    discussion: """
      With a specification it writes metrics.jsonl, weights.safetensors and record.json. A folder that holds \
      the finished record of the same specification is left as it is, an unfinished one is continued from \
      its last checkpoint, and one of another specification is refused. Where another process makes the \
      run in that folder, it is waited for. Relative paths in the specification start at its folder.

      With a list of jobs, which report --on slurm and plan --snakemake write, it makes one run of a report and \
      puts its record into the run store DIR. It refuses before it starts where code, data or settings \
      differ from those of the machine that wrote the list. See Docs/Cluster.md.
      """)

  /// Bytes of a specification or list of jobs at most; that of ten thousand jobs takes some 10 MB.
  private static let largest = 1 << 27

  @Argument(help: "The specification or the list of jobs, a JSON file; - for standard input.")
  var specification: String

  @Option(help: "The folder for the results; for a job, the run store.")
  var output: String

  @Option(help: "Which job of the list, by the run's name.")
  var job: String?

  @Option(help: "Which job of the list, by its place from 0.")
  var element: Int?

  @Option(
    help: "An archive of records that the job starts from, as --archive wrote it. May be repeated.")
  var with: [String] = []

  @Option(
    help:
      "An archive of the unfinished job, as --archive wrote it, to go on from where it has come further."
  )
  var resume: String?

  @Option(
    help: ArgumentHelp(
      "Writes the job's record as an archive too: a file, or a folder that is there. Into a folder it writes the "
        + "checkpoint of a job that is told to stop as well."))
  var archive: String?

  @Option(help: "Writes why a job was not finished, as JSON, into this file.")
  var notice: String?

  @OptionGroup var options: SharedOptions<Shows.Run>

  func run() throws {
    let file = URL(fileURLWithPath: specification)
    let isStandardInput = specification == "-"
    let json: Data
    do {
      json =
        try isStandardInput
        ? StandardStreams.input(limit: Self.largest)
        : RegularFile.contents(of: file, limit: Self.largest)
    } catch {
      throw CommandFailure(
        "Specification '\(Wording.printable(specification))': unreadable, \(error.reason), expected a JSON file. "
          + "Check its path, or give - for standard input.", status: .usage)
    }
    if JobList.isOne(json) { return try runJob(json) }
    try refuseJobOptions()
    var parsed = try TrainingSpecification(json: json)
    if let numerics = options.parsedNumerics { parsed.numerics = numerics }
    let run = try SingleRun(
      specification: parsed,
      folder: isStandardInput ? URL(fileURLWithPath: ".") : file.deletingLastPathComponent(),
      directory: URL(fileURLWithPath: output, isDirectory: true), threads: options.threadCount,
      checkpointSeconds: options.checkpointSeconds)
    let record = try run.perform()
    if options.json {
      try Console.printJSON(record)
    } else {
      print(run.directory.path)
      Console.note("metrics.jsonl there has the losses, record.json what they come from.")
    }
  }

  private func runJob(_ json: Data) throws {
    let list = try JobList(json: json, file: specification)
    let run = JobRun(
      list: list, entry: try JobRun.choose(from: list, name: job, element: element),
      store: URL(fileURLWithPath: output, isDirectory: true),
      archives: with.map { URL(fileURLWithPath: $0) },
      unfinished: resume.map { URL(fileURLWithPath: $0) },
      archive: archive.map { URL(fileURLWithPath: $0) },
      notice: notice.map { URL(fileURLWithPath: $0) }
    ) { arguments in
      let choice: JobOptions
      do {
        choice = try JobOptions.parse(arguments)
      } catch {
        throw CommandFailure(
          "Jobs '\(specification)': \(JobOptions.message(for: error)); expected options of this program. "
            + "Write the list with the same version.", status: .usage)
      }
      var workspace = try choice.workspace(root: options.root, threads: options.threadCount)
      workspace.checkpointSeconds = options.checkpointSeconds
      return workspace
    }
    let directory = try run.perform()
    if options.json {
      let file = directory.appendingPathComponent(RunRecord.fileName)
      print(String(decoding: try Data(contentsOf: file), as: UTF8.self))
    } else {
      print(directory.path)
    }
  }

  private func refuseJobOptions() throws(CommandFailure) {
    let given = [
      ("job", job != nil), ("element", element != nil), ("with", !with.isEmpty),
      ("resume", resume != nil), ("archive", archive != nil), ("notice", notice != nil)
    ]
    guard let (name, _) = given.first(where: \.1) else { return }
    throw CommandFailure(
      "Option '\(name)': given with a specification, expected only with a list of jobs. Leave it out.",
      status: .usage)
  }
}
