import ArgumentParser
import Foundation

/// `nonsmooth doctor`: what the machine offers, and what each missing piece is for.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Prints processor features, libraries, fonts and Typst.")

  @OptionGroup var options: GlobalOptions

  func run() throws {
    let root = try Workspace.findRoot(explicit: options.root)
    let findings = Doctor(root: root).examine()
    if options.json {
      try Console.printJSON(findings)
    } else {
      Console.printTable(
        ["", "what", "found", "for"],
        findings.map { [$0.isPresent ? "ok" : "missing", $0.name, $0.found, $0.purpose] })
    }
    if findings.contains(where: { !$0.isPresent && !$0.isRequired }) {
      Console.note("Scripts/setup-tests.sh installs what only the tests need.")
    }
    let missing = findings.filter { !$0.isPresent && $0.isRequired }
    if !missing.isEmpty {
      throw CommandFailure(
        "Machine: \(missing.map(\.name).joined(separator: ", ")) not found, expected all. "
          + "Run make setup.", status: .difference)
    }
  }
}
