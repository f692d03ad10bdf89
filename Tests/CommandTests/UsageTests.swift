import Foundation
import Support
import TestSupport
import Testing

/// Wrong usage: the exact first line on standard error, and the exit status.
@Suite struct UsageTests {
  private func run(_ arguments: [String]) throws -> CommandProcess.Outcome {
    let folder = try TemporaryDirectory()
    return try CommandProcess.run(arguments, in: folder.url)
  }

  struct Case: Sendable {
    var arguments: [String]
    var message: String

    init(_ arguments: [String], _ message: String) {
      (self.arguments, self.message) = (arguments, message)
    }
  }

  static let cases: [Case] = [
    Case(
      ["reprt"],
      "nonsmooth: Command 'reprt': unknown, expected one of report, chapter, compare, accept, preview, "
        + "run, status, plan, explain, data, store, doctor, bench. Did you mean 'report'?"),
    Case(
      ["store", "verfy"],
      "nonsmooth: Command of store 'verfy': unknown, expected one of list, show, verify, clean, export, "
        + "import, repeat. Did you mean 'verify'?"),
    Case(
      ["store", "repeat", "--sample", "0"],
      "Error: Option 'sample': 0, expected 1 or more. Give the number of runs."),
    Case(
      ["store", "repeat", "T0", "--sample", "2"],
      "Error: Option 'sample': given beside 1 name, expected one or the other. Leave one out."),
    Case(
      ["store", "repeat", "F1.rleu", "--profile", "smoke", "--root", CommandProcess.root.path],
      "nonsmooth: Run 'F1.rleu': unknown, expected one of those that nonsmooth plan lists. "
        + "Did you mean 'F1.relu'?"),
    Case(
      ["run", "spec.json", "--output", "out", "--checkpoint-seconds", "0"],
      "Error: Option 'checkpoint-seconds': 0.0, expected above 0 and at most 86400. "
        + "Give some seconds."),
    Case(
      ["data", "fetch", "cifr10"],
      "nonsmooth: Data set 'cifr10': unknown, expected one of cifar10, fashion-mnist, embedded. "
        + "Did you mean 'cifar10'?"),
    Case(
      ["data", "fetch", "embedded"],
      "nonsmooth: Data set 'embedded': comes with the command, expected cifar10 or fashion-mnist. "
        + "There is nothing to fetch."),
    Case(
      ["explain", "figure-9999", "--profile", "smoke", "--root", CommandProcess.root.path],
      "nonsmooth: Name 'figure-9999': unknown, expected a figure, a table or a run. "
        + "See nonsmooth plan."),
    Case(
      ["explain", "F1.rleu", "--profile", "smoke", "--root", CommandProcess.root.path],
      "nonsmooth: Name 'F1.rleu': unknown, expected a figure, a table or a run. "
        + "Did you mean 'F1.relu'?"),
    Case(
      ["doctor", "--profile", "smke"],
      "Error: Profile 'smke': unknown, expected one of smoke, quick, standard, paper. "
        + "Did you mean 'smoke'?"),
    Case(
      ["plan", "--numerics", "fast"],
      "Error: Numerics 'fast': unknown, expected one of portable, native. Choose one of them."),
    Case(
      ["plan", "--dataset", "cifar100"],
      "Error: Data set 'cifar100': unknown, expected one of cifar10, fashion-mnist, embedded. "
        + "Did you mean 'cifar10'?"),
    Case(
      ["plan", "--site", "cluster.json"],
      "Error: Option 'site': without --snakemake, expected with it. Add --snakemake or leave it out."
    ),
    Case(
      ["plan", "--threads", "0"],
      "Error: Option 'threads': 0, expected 1 to 1024. Give the number of cores to use."),
    Case(
      ["chapter", "laso", "--root", CommandProcess.root.path],
      "nonsmooth: Chapter 'laso': unknown, expected one of "
        + "tutorial, preliminaries, convergence, duality, lasso, edge-of-stability, reproduction. "
        + "Did you mean 'lasso'?"
    ),
    Case(
      ["accept", "figure-1", "--reason", " ", "--root", CommandProcess.root.path],
      "nonsmooth: Output 'figure-1': no reason given, expected why it becomes the baseline. "
        + "Add --reason \"...\"."),
    Case(
      ["plan", "--root", "/nonexistent"],
      "nonsmooth: Repository '/nonexistent': no Package.swift and Chapters, expected both. "
        + "Give the folder that git clone made.")
  ]

  @Test(arguments: cases)
  func wrongUsageIsOneSentence(wrong: Case) throws {
    let outcome = try run(wrong.arguments)
    #expect(outcome.status == 64)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.split(separator: "\n").first.map(String.init) == wrong.message)
  }

  @Test(arguments: [
    "report", "chapter", "compare", "accept", "run", "plan", "explain", "data", "store", "doctor",
    "bench"
  ])
  func everyCommandHasHelp(name: String) throws {
    let outcome = try run([name, "--help"])
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("OVERVIEW:"))
    #expect(outcome.errors.isEmpty)
  }

  /// Each piece has a version, or says that it is missing, and what it is for.
  @Test func doctorSaysWhatEachPieceIsFor() throws {
    struct Finding: Decodable {
      var name: String
      var found: String
      var purpose: String
      var isPresent: Bool
    }
    let outcome = try run(["doctor", "--json", "--root", CommandProcess.root.path])
    let findings = try JSONDecoder().decode([Finding].self, from: Data(outcome.output.utf8))
    #expect(
      findings.map(\.name) == [
        "Processor", "Swift", "C compiler", "pkg-config", "Cairo", "Pango", "OpenBLAS", "zlib",
        "Font Inter", "Typst", "Chromium", "Poppler", "Page tests", "Slurm", "Code of convex",
        "Code of training"
      ])
    #expect(findings.allSatisfy { !$0.purpose.isEmpty && $0.isPresent == ($0.found != "none") })
    // The tests run where the build does, so that what it needs is there.
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  @Test func comparingWithoutOutputsSaysHowToMakeThem() throws {
    let folder = try TemporaryDirectory()
    let root = folder.url.resolvingSymlinksInPath()
    try Data().write(to: root.appendingPathComponent("Package.swift"))
    try FileManager.default.createDirectory(
      at: root.appendingPathComponent("Chapters"), withIntermediateDirectories: true)
    let outcome = try CommandProcess.run(["compare", "--profile", "smoke"], in: root)
    #expect(outcome.status == 2)
    #expect(outcome.errors.hasPrefix("nonsmooth: Folder '"))
    #expect(
      outcome.errors.hasSuffix(
        "/Output/smoke': no outputs, expected those of a report. "
          + "Run make report PROFILE=smoke first.\n"))
  }
}
