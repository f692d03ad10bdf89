import ArgumentParser
import Experiments
import Foundation
import Pipeline
import Support

struct StoreExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes records of the current code to a tar archive, for another machine.")

  struct Outcome: Encodable {
    var file: String
    var records: [String]
    var bytes: Int
  }

  @Argument(help: "The archive to write; must not exist.")
  var file: String

  @Argument(help: "Names of runs or starts of keys; all when none is given.")
  var names: [String] = []

  @OptionGroup var options: SharedOptions<Shows.Code>

  func run() throws {
    let access = try StoreAccess(options)
    let found = try access.entries(names)
    let keys = Set(
      found.filter { $0.state == .fresh }.map { RunKey(kind: $0.kind, hash: $0.key) })
    guard !keys.isEmpty else {
      throw CommandFailure(
        "Store '\(access.store.root.path)': no records of the current code among "
          + "\(found.count) found, expected some. Make a report first.")
    }
    let target = URL(fileURLWithPath: file)
    let bytes = try RecordArchive.export(Array(keys), of: access.store, to: target)
    if options.json {
      return try Console.printJSON(
        Outcome(file: target.path, records: keys.map(\.description).sorted(), bytes: bytes))
    }
    print("\(Wording.count(keys.count, "record")), \(Wording.size(bytes)): \(target.path)")
    print(
      "\(ShellWord.line(["nonsmooth", "store", "import", target.path])) takes them into the store of another folder."
    )
  }
}
