import ArgumentParser
import ChapterKit
import Foundation

/// `nonsmooth data verify NAME`: reads every image and label.
struct DataVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Reads a whole data set and prints its count and SHA-256.")

  struct Row: Encodable {
    var split: String
    var images: Int
    var sha256: String
  }

  @Argument(help: "cifar10, fashion-mnist or embedded.")
  var name: String

  @OptionGroup var options: GlobalOptions

  func run() throws {
    let name: DatasetName
    do {
      name = try DatasetName(parsing: self.name)
    } catch {
      throw CommandFailure(error.description, status: .usage)
    }
    let path = try options.dataPath ?? options.workspace().folder(of: name).path
    let rows = try DatasetSplit.allCases.map { split in
      let images = try loadDataset(
        name: name.rawValue, path: name == .embedded ? nil : path, limit: nil, split: split)
      return Row(split: split.rawValue, images: images.count, sha256: images.sha256)
    }
    if options.json { return try Console.printJSON(rows) }
    Console.printTable(
      ["part", "images", "SHA-256"], rows.map { [$0.split, "\($0.images)", $0.sha256] })
  }
}
