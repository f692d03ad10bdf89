import ArgumentParser
import Datasets
import Foundation
import Pipeline
import Support

struct DataFetchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract:
      "Downloads a data set into Data/, resuming where it broke off, and checks its SHA-256.")

  @Argument(help: "cifar10 or fashion-mnist.")
  var name: String

  @OptionGroup var options: SharedOptions<Shows.Data>

  func run() throws {
    let name = try DatasetName(argument: self.name)
    guard let source = DatasetSource.of(name) else {
      throw CommandFailure(
        "Data set '\(self.name)': comes with the command, expected cifar10 or fashion-mnist. "
          + "There is nothing to fetch.", status: .usage)
    }
    let folder =
      try options.dataPath.map { URL(fileURLWithPath: $0, isDirectory: true) }
      ?? options.workspace().root.appendingPathComponent("Data/\(name.commandLineName)")
    let notes = DownloadNotes()
    let files = try DatasetFetcher(source: source, folder: folder).fetch { file, received, total in
      notes.report(file: file, received: received, total: total)
    }
    if options.json {
      try Console.printJSON(files)
    } else {
      print(folder.path)
      let place = options.dataPath.map { ["--data-path", $0] } ?? []
      let use = ["nonsmooth", "report", "--profile", "standard", "--dataset", self.name] + place
      Console.note("The files are as published; \(ShellWord.line(use)) uses them.")
    }
  }
}
