import Foundation
import TestSupport
import Testing

/// Docs/Chapters.md, taken at its word: its files are added to a copy of the package and compiled.
@Suite struct ChapterGuideTests {
  /// The code blocks whose first line carries `key=value`, by that value.
  private func blocks(of text: String, key: String) -> [(name: String, code: String)] {
    var found: [(String, String)] = []
    var name: String?
    var lines: [Substring] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if let current = name {
        if line == "```" {
          found.append((current, lines.joined(separator: "\n") + "\n"))
          (name, lines) = (nil, [])
        } else {
          lines.append(line)
        }
      } else if line.hasPrefix("```"), let range = line.range(of: " \(key)=") {
        name = String(line[range.upperBound...])
      }
    }
    return found
  }

  @Test func theGuideNamesEveryPartOfAChapter() throws {
    let text = try String(
      contentsOf: CommandProcess.root.appendingPathComponent("Docs/Chapters.md"), encoding: .utf8)
    #expect(
      blocks(of: text, key: "file").map(\.name) == [
        "Chapters/Bounce/Bounce.swift", "Chapters/Bounce/Experiments.swift",
        "Chapters/Bounce/Figures.swift", "Chapters/Bounce/Claims.swift",
        "Chapters/Bounce/Bounce.typ"
      ])
    #expect(blocks(of: text, key: "row").map(\.name) == ["Package.swift"])
  }

  /// Type-checks the guide's Swift files against the modules that this build made: a whole second
  /// build of the package would cost minutes.
  @Test func theGuidesChapterCompiles() throws {
    let text = try String(
      contentsOf: CommandProcess.root.appendingPathComponent("Docs/Chapters.md"), encoding: .utf8)
    let folder = try TemporaryDirectory()
    var sources: [String] = []
    for (name, code) in blocks(of: text, key: "file") where name.hasSuffix(".swift") {
      let file = folder.url.appendingPathComponent(
        name.split(separator: "/").last.map(String.init)!)
      try Data(code.utf8).write(to: file)
      sources.append(file.path)
    }
    let sourceFolder = CommandProcess.root.appendingPathComponent("Sources")
    let systemModules = try FileManager.default.contentsOfDirectory(atPath: sourceFolder.path)
      .map(sourceFolder.appendingPathComponent)
      .filter { folder in
        FileManager.default.fileExists(
          atPath: folder.appendingPathComponent("module.modulemap").path)
      }
      .flatMap { ["-I", $0.path] }
    let checkouts = CommandProcess.root.appendingPathComponent(".build/checkouts")
    let headers = try FileManager.default.contentsOfDirectory(atPath: checkouts.path)
      .map { checkouts.appendingPathComponent($0).appendingPathComponent("Sources") }
      .flatMap { sources in
        ((try? FileManager.default.contentsOfDirectory(atPath: sources.path)) ?? [])
          .map { sources.appendingPathComponent($0).appendingPathComponent("include") }
      }
      .filter { FileManager.default.fileExists(atPath: $0.path) }
      .flatMap { ["-I", $0.path] }
    let build = CommandProcess.executable.deletingLastPathComponent().resolvingSymlinksInPath()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      [
        "swiftc", "-typecheck", "-swift-version", "6", "-module-name", "Bounce", "-I",
        build.appendingPathComponent("Modules").path,
        "-Xcc", "-I/usr/include/\(Self.multiarch)/openblas-pthread"
      ] + systemModules + headers + sources
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let message = String(
      decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(message)")
  }

  private static var multiarch: String {
    #if arch(x86_64)
      "x86_64-linux-gnu"
    #else
      "aarch64-linux-gnu"
    #endif
  }
}
