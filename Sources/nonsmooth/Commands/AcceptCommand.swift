import ArgumentParser
import Baselines
import Foundation
import Pipeline
import Support

/// `nonsmooth accept NAME... --reason TEXT`: outputs become their own baselines. Nothing else runs it.
struct AcceptCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept", abstract: "Takes outputs, or all of them, as the new baselines.")

  static let all = "all"

  @Argument(help: "E.g. figure-2, table-1, lasso-values, or all.")
  var names: [String]

  @Option(help: "Why; it is written into the chapter's baseline log.")
  var reason = ""

  @OptionGroup var options: GlobalOptions
  @OptionGroup var variation: VariationOptions

  func run() throws {
    try variation.refuse(for: "accept")
    guard !reason.allSatisfy(\.isWhitespace) else {
      let subject = names.joined(separator: ", ")
      throw CommandFailure(
        BaselineFailure.emptyReason(name: subject).description, status: .usage)
    }
    let workspace = try options.workspace()
    let index = try OutputIndex.read(of: workspace)
    try index.requireProfile()
    let folders = ChapterList.all.map { BaselineFolder(url: workspace.baselines(of: $0)) }
    let accepted = try folders.map { try $0.outputs() }
    let isAll = names.contains(Self.all)
    let known = Set(index.entries.map(\.name)).union(accepted.flatMap(\.keys))
    // All names before any is taken: a typing error must leave nothing half done.
    for name in names where name != Self.all && !known.contains(name) {
      throw CommandFailure(
        Spelling.unknown("Output", name, among: known.sorted()), status: .usage)
    }
    let author = Self.author(in: workspace.root)
    let date = Date()
    var taken: [String] = []
    for (chapter, (folder, old)) in zip(ChapterList.all, zip(folders, accepted)) {
      let entries = index.entries.filter { $0.chapter == chapter.name }
      for entry in entries where isAll || names.contains(entry.name) {
        let what = try folder.accept(
          entry.name, contents: try contents(of: entry, in: workspace), origin: entry.origin,
          by: author, at: date, reason: reason)
        if let what { taken.append(what) }
      }
      let gone = old.keys.filter { name in !entries.contains { $0.name == name } }.sorted()
      for name in gone where names.contains(name) || (isAll && !entries.isEmpty) {
        // With all, a chapter that has not been made in this profile keeps its baselines.
        taken.append(try folder.remove(name, by: author, at: date, reason: reason))
      }
    }
    if options.json {
      try Console.printJSON(taken)
    } else {
      print(taken.isEmpty ? "nothing to accept" : taken.joined(separator: "\n"))
    }
  }

  private func contents(
    of entry: OutputIndex.Entry, in workspace: Workspace
  ) throws -> [String: Data] {
    var contents: [String: Data] = [:]
    for path in entry.files {
      let file = workspace.output.appendingPathComponent(path)
      guard let data = try? Data(contentsOf: file) else {
        throw CommandFailure(
          "Output '\(file.path)': not found, expected the file that the index names. "
            + "Make the report again.")
      }
      contents[path] = data
    }
    return contents
  }

  /// The name that git would sign with, or the login name.
  private static func author(in root: URL) -> String {
    Doctor.output(of: ["git", "-C", root.path, "config", "user.name"])
      ?? ProcessInfo.processInfo.environment["USER"] ?? "unknown"
  }
}
