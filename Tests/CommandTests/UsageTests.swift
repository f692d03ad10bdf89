import Foundation
import Support
import TestSupport
import Testing

/// Wrong usage: the exact first line on standard error, and the exit status.
@Suite struct UsageTests {
  private func run(_ arguments: [String]) async throws -> CommandProcess.Outcome {
    let folder = try TemporaryDirectory()
    return try await CommandProcess.run(arguments, in: folder.url)
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
      "nonsmooth: Command 'reprt': unknown, expected one of report, chapter, compare, accept, multiverse, "
        + "preview, run, status, plan, explain, data, store, doctor, bench. Did you mean 'report'?"),
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
      ["help", "storr"],
      "nonsmooth: Command 'storr': unknown, expected one of report, chapter, compare, accept, multiverse, "
        + "preview, run, status, plan, explain, data, store, doctor, bench. Did you mean 'store'?"),
    Case(
      ["help", "store", "lst"],
      "nonsmooth: Command of store 'lst': unknown, expected one of list, show, verify, clean, export, "
        + "import, repeat. Did you mean 'list'?"),
    Case(
      ["data", "ftech"],
      "nonsmooth: Command of data 'ftech': unknown, expected one of fetch, verify, list. "
        + "Did you mean 'fetch'?"),
    // Control characters of a user's words do nothing to the terminal.
    Case(
      ["chapter", "la\u{1B}[2Jsso", "--root", CommandProcess.root.path],
      "nonsmooth: Chapter 'la\u{FFFD}[2Jsso': unknown, expected one of "
        + "tutorial, preliminaries, convergence, duality, lasso, edge-of-stability, reproduction. "
        + "Choose one of them."),
    Case(["plan", "--b\u{1B}[2Jad"], "Error: Unknown option '--b\u{FFFD}[2Jad'"),
    Case(
      ["explain", "F1.rleu", "--profile", "smoke", "--root", CommandProcess.root.path],
      "nonsmooth: Name 'F1.rleu': unknown, expected a figure, a table, a run or a claim. "
        + "Did you mean 'F1.relu'?"),
    Case(
      ["multiverse", "--budget", "x"],
      "Error: Option 'budget': 'x', expected a time such as 90s, 30m or 2h. Give one."),
    Case(
      ["multiverse", "F5.d", "--profile", "smoke", "--root", CommandProcess.root.path],
      "nonsmooth: Claim 'F5.d': unknown, expected one of 3.3, 3.4, 3.6, 4.4, 4.5.adam, 4.5.sgd, 4.6, 4.8.b, 5.2, B.4.a, "
        + "B.4.b, B.4.c, B.4.d, B2.a, B2.b, B5, F1.a, F1.b, F1.c, F4.a, F4.b, F5.a, F5.b, F5.c, T1.momentum.limit, "
        + "T1.rmsprop.limit, T1.vanilla.limit. Did you mean 'F5.a'?"),
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
      ["plan", "lasso", "--snakemake", "workflow"],
      "Error: Chapter 'lasso': with --snakemake, expected without it. A workflow makes the whole report."
    ),
    Case(
      ["plan", "laso", "--root", CommandProcess.root.path],
      "nonsmooth: Chapter 'laso': unknown, expected one of tutorial, preliminaries, convergence, duality, "
        + "lasso, edge-of-stability, reproduction. Did you mean 'lasso'?"),
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
  func wrongUsageIsOneSentence(wrong: Case) async throws {
    let outcome = try await run(wrong.arguments)
    #expect(outcome.status == 64)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.split(separator: "\n").first.map(String.init) == wrong.message)
  }

  /// A command's own options and no others; those of the contract that mean nothing to it are taken all the same.
  @Test(arguments: [
    (
      "report",
      "without-pages without-training on site dry-run detach profile threads numerics vectors json dataset "
        + "data-path known-data imagenet-weights checkpoint-seconds root set"
    ),
    (
      "chapter",
      "only without-training without-pages on site dry-run detach profile threads numerics vectors json dataset "
        + "data-path known-data imagenet-weights checkpoint-seconds root set"
    ),
    ("compare", "profile numerics json dataset data-path root set"),
    ("accept", "reason profile json dataset data-path root"),
    (
      "preview",
      "port host open profile threads numerics vectors dataset data-path known-data imagenet-weights "
        + "checkpoint-seconds root"
    ),
    (
      "run",
      "output job element with resume archive notice threads numerics vectors json checkpoint-seconds"
    ),
    ("status", "profile numerics json dataset data-path root set"),
    (
      "plan",
      "snakemake site profile threads numerics vectors json dataset data-path imagenet-weights root set"
    ),
    ("explain", "profile numerics json dataset data-path imagenet-weights root set"),
    ("data fetch", "json data-path root"), ("data verify", "json data-path root"),
    ("data list", "json root"),
    ("store list", "numerics vectors json root"), ("store show", "numerics vectors json root"),
    ("store verify", "numerics vectors json root"),
    ("store clean", "yes conflicts numerics vectors json root"),
    ("store export", "numerics vectors json root"), ("store import", "numerics vectors json root"),
    (
      "store repeat",
      "sample profile threads numerics vectors json dataset data-path known-data imagenet-weights "
        + "checkpoint-seconds root set"
    ),
    ("doctor", "canaries numerics vectors json root"),
    ("bench", "full pytorch rounds only bits scaling threads numerics vectors json root")
  ])
  func everyCommandShowsItsOwnOptions(name: String, options: String) async throws {
    let words = name.split(separator: " ").map(String.init)
    let help = try await run(words + ["--help"])
    #expect(help.status == 0 && help.errors.isEmpty)
    #expect(help.output.contains("OVERVIEW:"))
    let list = try #require(help.output.components(separatedBy: "\nOPTIONS:\n").last)
    let shown = list.matches(of: /(?m)^  (?:-h, )?--([a-z-]+)/).map { String($0.1) }
      .filter { !["help", "version"].contains($0) }
    #expect(shown.sorted() == options.split(separator: " ").map(String.init).sorted())
    let all = try await run(
      words + ["--profile", "smoke", "--threads", "1", "--numerics", "portable", "--json", "--help"]
    )
    #expect(all.status == 0, "\(all.errors)")
  }

  @Test func theVersionIsSaid() async throws {
    let outcome = try await run(["--version"])
    #expect(outcome.status == 0)
    #expect(outcome.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil, "\(outcome.output)")
  }

  /// As some daemons start programs, and as a full disk or a reader that went away looks.
  @Test(arguments: [
    ("2>&-", 0), ("1>&- 2>&-", 0), ("0<&- 2>&-", 0), ("0<&- 1>&- 2>&-", 0), ("2>/dev/full", 0)
  ])
  func closedStreamsEndNothing(redirection: String, status: Int32) async throws {
    let folder = try TemporaryDirectory()
    let command =
      "'\(CommandProcess.executable.path)' data list --root '\(CommandProcess.root.path)' "
      + "&& '\(CommandProcess.executable.path)' data lst; [ $? = 64 ]"
    let outcome = try await Tool(["sh", "-c", "(\(command)) \(redirection)"], in: folder.url)
      .outcome()
    #expect(outcome.status == status)
  }

  @Test func outputThatCannotBeWrittenIsAFailure() async throws {
    let folder = try TemporaryDirectory()
    let outcome = try await Tool(
      [
        "sh", "-c",
        "'\(CommandProcess.executable.path)' data list --root '\(CommandProcess.root.path)' > /dev/full"
      ], in: folder.url
    ).outcome()
    #expect(outcome.status == 2)
    #expect(
      outcome.errorText
        == "nonsmooth: Standard output: the disk is full, expected to write the results there. "
        + "Make room, then start again.\n")
  }

  /// Each piece has a version, or says that it is missing, and what it is for.
  @Test func doctorSaysWhatEachPieceIsFor() async throws {
    struct Finding: Decodable {
      var name: String
      var found: String
      var purpose: String
      var isPresent: Bool
    }
    let outcome = try await run(["doctor", "--json", "--root", CommandProcess.root.path])
    let findings = try JSONDecoder().decode([Finding].self, from: Data(outcome.output.utf8))
    #expect(
      findings.map(\.name) == [
        "Processor", "Swift", "pkg-config", "Cairo", "Pango", "OpenBLAS", "zlib",
        "Font Inter", "Typst", "Chromium", "Poppler", "Page tests", "Slurm", "Snakemake",
        "Code of convex", "Code of training"
      ])
    // Slurm's commands may be there without a controller.
    #expect(
      findings.allSatisfy {
        !$0.purpose.isEmpty
          && $0.isPresent == ($0.found != "none" && !$0.found.hasPrefix("cannot answer"))
      })
    // The tests run where the build does, so that what it needs is there.
    #expect(outcome.status == 0, "\(outcome.errors)")
  }
}
