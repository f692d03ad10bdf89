import Foundation
import TestSupport
import Testing

/// What the documents name is there.
@Suite struct DocumentationTests {
  static let documents: [String] = {
    func names(in folder: String) -> [String] {
      ((try? FileManager.default.contentsOfDirectory(atPath: path(folder))) ?? []).sorted()
    }
    let modules = (names(in: "Sources") + names(in: "Tests")).flatMap {
      ["Sources/\($0)/README.md", "Tests/\($0)/README.md"]
    }
    return ["README.md", "CHANGELOG.md", "Sources/README.md", "Output/README.md"]
      + names(in: "Docs").filter { $0.hasSuffix(".md") }.map { "Docs/\($0)" }
      + modules.filter { FileManager.default.fileExists(atPath: path($0)) }
  }()

  private static func path(_ name: String) -> String {
    CommandProcess.root.appendingPathComponent(name).path
  }

  private func text(of name: String) throws -> String {
    try String(contentsOfFile: Self.path(name), encoding: .utf8)
  }

  @Test(arguments: documents) func linksLeadSomewhere(document: String) throws {
    let folder = URL(fileURLWithPath: Self.path(document)).deletingLastPathComponent()
    for match in try text(of: document).matches(of: /\]\(([^)#:]+)\)/) {
      let target = folder.appendingPathComponent(String(match.1)).path
      #expect(FileManager.default.fileExists(atPath: target), "\(document): \(match.1)")
    }
  }

  @Test(arguments: documents) func makeTargetsExist(document: String) throws {
    let makefile = try text(of: "Makefile")
    for match in try text(of: document).matches(of: /(?:`|    |\n)make ([a-z]+)/) {
      #expect(makefile.contains("\n\(match.1):"), "\(document): make \(match.1)")
    }
  }

  @Test func commandsExist() async throws {
    #expect(Self.documents.count > 25)
    let help = try await CommandProcess.run(
      ["--help"], in: FileManager.default.temporaryDirectory)
    for document in Self.documents {
      for match in try text(of: document).matches(of: /(?:release\/|`|\n    )nonsmooth ([a-z]+)/) {
        #expect(help.output.contains("\n  \(match.1) "), "\(document): nonsmooth \(match.1)")
      }
    }
  }

  /// Folders of the machine that a document was written on, and words about how the work went.
  @Test(arguments: documents) func nothingIsOfOneMachine(document: String) throws {
    let text = try text(of: document)
    for match in text.matches(
      of: /(?:^|[\s`'"(=:])((?:\/(?:home|root|work|Users|tmp)\/|~\/)[\w.\/-]+)/)
    where !match.1.hasPrefix("/tmp/cluster") {
      Issue.record("\(document): \(match.1)")
    }
    for words in ["as in the contract", "figures to beat"] {
      #expect(!text.contains(words), "\(document): \(words)")
    }
  }

  /// The specification that Docs/Runs.md shows is one, and its run leaves the files that the page lists.
  @Test func theRunThatIsShownRuns() async throws {
    let page = try text(of: "Docs/Runs.md")
    let block = try #require(
      page.firstMatch(of: /```json specification\n(.*?)```/.dotMatchesNewlines()))
    let folder = try TemporaryDirectory()
    try Data(block.1.utf8).write(to: folder.url.appendingPathComponent("spec.json"))
    let outcome = try await CommandProcess.run(
      ["run", "spec.json", "--output", "first-run"], in: folder.url)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let files = try FileManager.default.contentsOfDirectory(
      atPath: folder.url.appendingPathComponent("first-run").path)
    let list = page.prefix(upTo: try #require(page.range(of: "| field |")).lowerBound)
    for match in list.matches(of: /\| `([a-z]+\.[a-z]+)` \|/) {
      #expect(files.contains(String(match.1)), "\(match.1): \(files)")
    }
    let metrics = try String(
      contentsOf: folder.url.appendingPathComponent("first-run/metrics.jsonl"), encoding: .utf8)
    #expect(metrics.split(separator: "\n").count == 40)
    for key in ["step", "epoch", "loss", "crossEntropy", "l1Norm", "correct"] {
      #expect(metrics.contains("\"\(key)\":") && page.contains("`\(key)`"))
    }
    // Every field has a row, by its own name.
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(block.1.utf8)) as? [String: Any])
    for (key, value) in json where key != "kind" {
      let fields = (value as? [String: Any])?.keys.map { "`\(key).\($0)`" } ?? ["`\(key)`"]
      for field in fields {
        #expect(
          page.contains(field) || page.contains(field.replacing(/`.*\./, with: "`")), "\(field)")
      }
    }
  }

  /// A formula on the page holds no links, so that a number within one would not be shown.
  @Test func numbersOfTheProseStandOutsideFormulas() throws {
    let chapters = try FileManager.default.contentsOfDirectory(atPath: Self.path("Chapters"))
    #expect(chapters.count > 6)
    for chapter in chapters {
      let prose = try text(of: "Chapters/\(chapter)/\(chapter).typ")
      for formula in prose.matches(of: /\$[^$]*\$/) {
        #expect(
          formula.output.firstMatch(of: /#(?:num|evidence)\(/) == nil,
          "\(chapter): \(formula.output)")
      }
    }
  }

  @Test func everyModuleHasAReadme() throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: Self.path("Sources")) {
      let folder = "Sources/\(name)"
      let isSystemLibrary = FileManager.default.fileExists(
        atPath: Self.path("\(folder)/module.modulemap"))
      guard !name.hasSuffix(".md"), !isSystemLibrary else { continue }
      #expect(Self.documents.contains("\(folder)/README.md"), "\(folder) has no README.md")
    }
  }

  /// Sources/README.md and the Package name the same modules.
  @Test func theModulePictureIsWhole() throws {
    let picture = try text(of: "Sources/README.md")
    for row in try text(of: "Package.swift").matches(of: /Row\(\s*name: "([A-Za-z]+)"/) {
      let isChapter = FileManager.default.fileExists(atPath: Self.path("Chapters/\(row.1)"))
      #expect(isChapter || picture.contains(" \(row.1) "), "no \(row.1) in the picture")
    }
  }
}
