import ArgumentParser
import Experiments
import Foundation
import Pipeline
import Support

struct StoreShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows records: what ran, on what, by which code.",
    discussion: """
      Of the code it names each canary whose bits differ from those of this program, so that one sees \
      why a record is old.
      """)

  struct Shown: Encodable {
    var entry: StoreEntry
    var record: RunRecord?
    /// How this program's code differs from that of the record.
    var codeChanges: [String]
  }

  @Argument(help: "A run's name, or six or more digits of a key.")
  var name: String

  @OptionGroup var options: SharedOptions<Shows.Code>

  func run() throws {
    let access = try StoreAccess(options)
    let shown = try access.entries([name]).map { entry in
      let record = access.store.header(of: entry)
      let changes = record.map { access.store.code.of(kind: $0.kind).changes(since: $0.code) }
      return Shown(entry: entry, record: record, codeChanges: changes ?? [])
    }
    if options.json { return try Console.printJSON(shown) }
    for item in shown { try show(item) }
  }

  private func show(_ shown: Shown) throws {
    let entry = shown.entry
    print("\(entry.name)  \(entry.state.rawValue)")
    var rows = [["key", "\(entry.kind)/\(entry.key)"], ["folder", entry.path]]
    rows.append(["size", Wording.size(entry.bytes)])
    if let problem = entry.problem { rows.append(["problem", problem]) }
    if let record = shown.record {
      rows.append(["finished", record.provenance.finished])
      rows.append(["time", Wording.duration(record.wallSeconds)])
      let host = record.provenance.host.map { "\($0), " } ?? ""
      rows.append([
        "machine", "\(host)\(record.provenance.cpu), \(record.provenance.operatingSystem)"
      ])
      if let job = record.provenance.job { rows.append(["job", job]) }
      rows.append(["commit", record.provenance.gitCommit])
      if let numerics = record.code.numerics { rows.append(["numerics", numerics]) }
      rows.append([
        "code",
        "\(record.code.hash.prefix(16)), revision \(record.code.revision), "
          + "\(record.code.canaries.count) canaries"
      ])
      rows += shown.codeChanges.map { ["", $0] }
      rows += record.inputs.sorted { $0.key < $1.key }.map { ["input \($0.key)", $0.value] }
      rows += record.prerequisites.sorted { $0.key < $1.key }.map { ["after \($0.key)", $0.value] }
      rows += record.files.sorted { $0.key < $1.key }.map { ["file \($0.key)", $0.value] }
      let specification = try CanonicalJSON.encode(record.spec)
      rows.append(["specification", String(decoding: specification, as: UTF8.self)])
    }
    let width = rows.map { $0[0].count }.max() ?? 0
    for row in rows {
      print("  " + row[0].padding(toLength: width, withPad: " ", startingAt: 0) + "  " + row[1])
    }
  }
}
