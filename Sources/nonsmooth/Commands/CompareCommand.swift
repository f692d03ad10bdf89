import ArgumentParser
import Foundation

/// `nonsmooth compare`: the outputs against the checked-in baselines.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Holds the outputs against the checked-in baselines; exit status 1 on a difference.")

  @OptionGroup var options: GlobalOptions
  @OptionGroup var variation: VariationOptions

  func run() throws {
    try variation.refuse(for: "compare")
    let workspace = try options.workspace()
    let check = try BaselineCheck(of: workspace)
    let page = try check.page()
    let folder = workspace.output.appendingPathComponent("compare", isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let htmlFile = folder.appendingPathComponent("index.html")
    try Data(page.html.utf8).write(to: htmlFile, options: .atomic)
    try page.json.write(to: folder.appendingPathComponent("compare.json"), options: .atomic)
    if options.json {
      print(String(decoding: page.json, as: UTF8.self))
    } else {
      print(htmlFile.path)
    }
    let differences = check.comparisons.filter(\.isDifference)
    guard differences.isEmpty else {
      for item in differences { Console.note("\(item.path): \(item.detail)") }
      throw CommandFailure(
        "Profile '\(workspace.label)': \(differences.count) of \(check.comparisons.count) outputs "
          + "differ from their baselines, expected none. Open '\(htmlFile.path)'.",
        status: .difference)
    }
  }
}
