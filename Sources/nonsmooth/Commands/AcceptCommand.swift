import ArgumentParser
import Baselines
import ChapterKit
import Foundation

/// `nonsmooth accept NAME --reason TEXT`: an output becomes its own baseline.
struct AcceptCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept", abstract: "Takes an output, or all of them, as the new baseline.")

  @Argument(help: "E.g. figure-2, table-1, lasso-values, or all.")
  var name: String

  @Option(help: "Why; it is written beside the baseline.")
  var reason = ""

  @OptionGroup var options: GlobalOptions
  @OptionGroup var variation: VariationOptions

  func run() throws {
    try variation.refuse(for: "accept")
    guard !reason.allSatisfy(\.isWhitespace) else {
      throw CommandFailure(BaselineFailure.emptyReason(name: name).description, status: .usage)
    }
    let workspace = try options.workspace()
    let index = try OutputIndex.read(of: workspace)
    try index.requireProfile()
    let entries = name == "all" ? index.entries : [try index.entry(named: name)]
    let author = Self.author(in: workspace.root)
    var changed: [String] = []
    for chapter in ChapterList.all {
      let folder = BaselineFolder(url: workspace.baselines(of: chapter))
      let files = entries.filter { $0.chapter == chapter.name }.flatMap(\.files)
      for path in files {
        let file = workspace.output.appendingPathComponent(path)
        guard let contents = try? Data(contentsOf: file) else {
          throw CommandFailure(
            "Output '\(file.path)': not found, expected the file that the index names. "
              + "Make the report again.")
        }
        if let before = try? folder.data(of: path), before == contents { continue }
        try folder.accept(path: path, contents: contents, by: author, at: Date(), reason: reason)
        changed.append(path)
      }
      // A chapter that has not been made in this profile keeps its baselines.
      guard name == "all", !files.isEmpty else { continue }
      for path in folder.paths where !files.contains(path) {
        try folder.remove(path: path, by: author, at: Date(), reason: reason)
        changed.append(path)
      }
    }
    if options.json {
      try Console.printJSON(changed)
    } else {
      print(changed.isEmpty ? "nothing to accept" : changed.joined(separator: "\n"))
    }
  }

  /// The name that git would sign with, or the login name.
  private static func author(in root: URL) -> String {
    Doctor.output(of: ["git", "-C", root.path, "config", "user.name"])
      ?? ProcessInfo.processInfo.environment["USER"] ?? "unknown"
  }
}
