import ArgumentParser
import Pipeline
import Support

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Holds the outputs against the checked-in baselines.",
    discussion: """
      With --set it holds a variation against the report that it varies. Writes index.html, compare.json and \
      summary.md into Output/<profile>/compare/. Exit status: 0 all agrees, 1 something differs, 2 something \
      could not be compared.
      """)

  @OptionGroup var options: SharedOptions<Shows.Outputs>
  @OptionGroup var variation: VariationOptions

  func run() throws {
    let workspace = try variation.applied(to: options.workspace())
    let report = try BaselineCheck.write(for: workspace)
    let page = BaselineCheck.page(of: workspace).path
    for note in report.notes { Console.note(note) }
    if options.json {
      try Console.printJSON(report)
    } else {
      if report.exitStatus == 0 { print(report.heading) }
      print(page)
    }
    let subject = "Profile '\(workspace.label)': \(report.heading)"
    switch report.exitStatus {
    case 0: return
    case 1:
      let expected = workspace.variation.isEmpty ? ", expected none to differ" : ""
      throw CommandFailure("\(subject)\(expected). Open '\(page)'.", status: .difference)
    default:
      throw CommandFailure(
        "\(subject), expected baselines of the same code, data and profile. Open '\(page)' and accept "
          + "what is right anew.")
    }
  }
}
