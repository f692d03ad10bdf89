import ArgumentParser
import Pipeline
import Support

struct AcceptCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept", abstract: "Takes outputs, or all of them, as the new baselines.")

  @Argument(help: "E.g. figure-2, table-1, lasso-values, or all.")
  var names: [String]

  @Option(help: "Why; it is written into the chapter's baseline log.")
  var reason = ""

  @OptionGroup var options: SharedOptions<Shows.Accept>
  @OptionGroup(visibility: .hidden) var variation: VariationOptions

  func run() throws {
    try variation.refuse(for: "accept")
    let workspace = try options.workspace()
    let acceptance = try Acceptance(of: names, in: workspace, reason: reason)
    if options.json { return try Console.printJSON(acceptance.taken) }
    guard !acceptance.taken.isEmpty else { return print("nothing to accept: all is as it was") }
    for what in acceptance.taken { print("accepted \(what)") }
    let folders = acceptance.folders.map { folder in
      folder.path.hasPrefix(workspace.root.path + "/")
        ? String(folder.path.dropFirst(workspace.root.path.count + 1)) : folder.path
    }
    print("Commit it: \(ShellWord.line(["git", "add"] + folders)), then git commit.")
  }
}
