import ArgumentParser
import Baselines
import Foundation
import Pipeline
import Support

/// `nonsmooth compare`: the outputs against the checked-in baselines.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Holds the outputs against the checked-in baselines.",
    discussion: """
      Writes index.html, compare.json and summary.md into Output/<profile>/compare/. Exit status: 0 all \
      agrees, 1 something differs, 2 something could not be compared.
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var variation: VariationOptions

  func run() throws {
    try variation.refuse(for: "compare")
    let workspace = try options.workspace()
    let folder = workspace.output.appendingPathComponent("compare", isDirectory: true)
    let files = ["index.html", "compare.json", "summary.md"].map(folder.appendingPathComponent)
    // A comparison that fails must not leave an earlier one to be read as its own.
    for file in files { try? FileManager.default.removeItem(at: file) }
    let check = try BaselineCheck(of: workspace)
    let report = check.report
    let json = try report.json()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try WholeFile.write(Data(check.page.html.utf8), to: files[0])
    try WholeFile.write(json, to: files[1])
    try WholeFile.write(Data(MarkdownSummary(report).text.utf8), to: files[2])
    if options.json {
      print(String(decoding: json, as: UTF8.self))
    } else {
      print(files[0].path)
    }
    for claim in report.claims {
      Console.note(
        "claim \(claim.id): \(claim.now ?? "gone"), before \(claim.before ?? "not there")")
    }
    for output in report.differences { Console.note("\(output.name): \(output.sentence)") }
    for use in report.tolerances {
      if let notice = use.notice { Console.note("tolerance of \(use.tolerance.output): \(notice)") }
    }
    try conclude(report, page: files[0].path, workspace)
  }

  private func conclude(_ report: ComparisonReport, page: String, _ workspace: Workspace) throws {
    for (reason, names) in report.refusals {
      Console.note("not compared (\(names.joined(separator: ", "))): the baseline was \(reason)")
    }
    let subject = "Profile '\(workspace.label)': \(report.heading)"
    switch report.exitStatus {
    case 0: return
    case 1:
      throw CommandFailure(
        "\(subject), expected none to differ. Open '\(page)'.", status: .difference)
    default:
      throw CommandFailure(
        "\(subject), expected baselines of the same code, data and profile. Open '\(page)' and accept "
          + "what is right anew.")
    }
  }
}
