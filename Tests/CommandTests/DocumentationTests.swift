import Foundation
import Testing

/// What the documents name is there.
@Suite struct DocumentationTests {
  static let documents: [String] = {
    let files = FileManager.default
    let names = (try? files.contentsOfDirectory(atPath: path("Sources"))) ?? []
    let modules = names.sorted().map { "Sources/\($0)/README.md" }
    return ["README.md", "Docs/Chapters.md", "Sources/README.md", "Output/README.md"]
      + modules.filter { files.fileExists(atPath: path($0)) }
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

  @Test(arguments: documents) func commandsExist(document: String) throws {
    for match in try text(of: document).matches(of: /release\/nonsmooth ([a-z]+)/) {
      let help = try CommandProcess.run(
        [String(match.1), "--help"], in: FileManager.default.temporaryDirectory)
      #expect(help.status == 0, "\(document): nonsmooth \(match.1)")
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
