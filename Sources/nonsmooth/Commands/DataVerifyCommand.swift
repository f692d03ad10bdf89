import ArgumentParser
import Datasets
import Foundation
import Pipeline
import Support

struct DataVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Reads a whole data set and checks it against the published one.")

  struct Row: Encodable {
    var split: String
    var images: Int
    var sha256: String
  }

  @Argument(help: "cifar10, fashion-mnist or embedded.")
  var name: String

  @OptionGroup var options: SharedOptions<Shows.Data>

  func run() throws {
    let name = try DatasetName(argument: self.name)
    let path = try options.dataPath ?? options.workspace().folder(of: name).path
    let found = try name.verify(path: name == .embedded ? nil : path)
    let rows = [
      Row(split: "train", images: found.trainImages, sha256: found.trainSHA256),
      Row(split: "test", images: found.testImages, sha256: found.testSHA256)
    ]
    defer { found.differences.forEach(Console.note) }
    if options.json {
      try Console.printJSON(rows)
    } else {
      Console.printTable(
        ["part", "images", "SHA-256"], rows.map { [$0.split, "\($0.images)", $0.sha256] })
    }
    guard found.differences.isEmpty else {
      throw CommandFailure(
        "Data set '\(found.name)': not the published files in '\(found.folder)', expected their "
          + "checksums. Use them to develop, not to publish results.", status: .difference)
    }
  }
}
