import ArgumentParser
import Foundation
import Pipeline
import Support

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Prints processor features, libraries, fonts and Typst.")

  @Flag(help: "Also list the canaries: what each part of the code computes, as a hash.")
  var canaries = false

  @OptionGroup var options: SharedOptions<Shows.Code>

  func run() throws {
    let root = try Workspace.findRoot(explicit: options.root)
    let findings = Doctor(
      root: root, numerics: options.parsedNumerics ?? .portable, threads: options.threadCount
    ).examine()
    if options.json {
      try Console.printJSON(findings)
    } else {
      Console.printTable(
        ["", "what", "found", "for"],
        findings.map { [$0.isPresent ? "ok" : "missing", $0.name, $0.found, $0.purpose] })
    }
    if canaries && !options.json {
      Console.printTable(
        ["kind", "canary", "bits"],
        findings.flatMap { finding in
          (finding.canaries ?? [:]).sorted { $0.key < $1.key }
            .map { [String(finding.name.dropFirst("Code of ".count)), $0.key, $0.value] }
        })
    }
    if findings.contains(where: { !$0.isPresent && !$0.isRequired }) {
      Console.note("Scripts/setup-tests.sh installs what only the tests need.")
    }
    let missing = findings.filter { !$0.isPresent && $0.isRequired }
    if !missing.isEmpty {
      throw CommandFailure(
        "Machine: \(missing.map(\.name).joined(separator: ", ")) not found, expected "
          + "\(missing.count == 1 ? "it" : "them"). Run make setup.", status: .difference)
    }
    if !options.json {
      print("Everything that a report needs is here; make report makes one.")
    }
  }
}
