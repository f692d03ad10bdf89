import Foundation
import TestSupport
import Testing

extension ReportTests {
  /// Docs/Chapters.md, taken at its word.
  @Suite struct ChapterGuideTests {
    /// A code block of the guide; its info string says what becomes of it.
    private enum Block {
      case file(String, String)
      /// Lines that go above the first line of the file that begins with `anchor`.
      case insertion(String, anchor: String, String)
      case commands([String])
    }

    private static func blocks() throws -> [Block] {
      let guide = try String(
        contentsOf: CommandProcess.root.appendingPathComponent("Docs/Chapters.md"), encoding: .utf8)
      let fences = guide.matches(of: /\n```([^\n]*)\n(.*?\n)```\n/.dotMatchesNewlines())
      return try fences.map { fence in
        let (info, code) = (String(fence.1), String(fence.2))
        if let match = info.wholeMatch(of: /[a-z]+ file=(\S+)/) {
          return .file(String(match.1), code)
        }
        if let match = info.wholeMatch(of: /[a-z]+ insert=(\S+) before=(.*)/) {
          return .insertion(String(match.1), anchor: String(match.2), code)
        }
        try #require(info == "sh", "the guide's block '\(info)' is of no known kind")
        return .commands(code.split(separator: "\n").map(String.init))
      }
    }

    /// Follows the guide up to its commands, and returns these.
    private func follow(in root: URL) throws -> (changed: [String], commands: [String]) {
      var changed: [String] = []
      var commands: [String] = []
      for block in try Self.blocks() {
        switch block {
        case .file(let path, let code):
          let file = root.appendingPathComponent(path)
          try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
          try Data(code.utf8).write(to: file)
          changed.append(path)
        case .insertion(let path, let anchor, let code):
          let file = root.appendingPathComponent(path)
          var lines = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
          let place = try #require(
            lines.firstIndex { $0.hasPrefix(anchor) }, "\(path) has no line '\(anchor)…'")
          lines.insert(contentsOf: code.dropLast().components(separatedBy: "\n"), at: place)
          try Data(lines.joined(separator: "\n").utf8).write(to: file)
          changed.append(path)
        case .commands(let lines):
          commands += lines
        }
      }
      return (changed, commands)
    }

    /// The words of `make TARGET NAME="a b"` as make's recipes give them to the command.
    private func arguments(of line: String) throws -> [String] {
      var words = line.matches(of: /(?:[^\s"]|"[^"]*")+/)
        .map { String($0.output.replacing("\"", with: "")) }
      try #require(words.first == "make", "the guide's command '\(line)' is no make target")
      let target = words[1]
      words.removeFirst(2)
      var variables: [String: String] = [:]
      for word in words {
        let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
        variables[parts[0]] = parts[1]
      }
      let profile = ["--profile", try #require(variables["PROFILE"])]
      switch target {
      case "chapter": return [target, try #require(variables["CHAPTER"])] + profile
      case "accept":
        let reason = ["--reason", try #require(variables["REASON"])]
        return [target, try #require(variables["NAME"])] + reason + profile
      default: return [target] + profile
      }
    }

    @Test func theGuidesChapterRuns() async throws {
      let folder = try ReportTests.report().copy()
      let root = folder.url
      let old = try await CommandProcess.run(
        ["accept", "all", "--reason", "before the guide", "--profile", "smoke"], in: root)
      try #require(old.status == 0, "\(old.errors)")

      let (changed, commands) = try follow(in: root)
      let swiftFiles = changed.filter { $0.hasSuffix(".swift") }
      try await Toolchain.run(
        ["swift", "format", "lint", "--strict", "--configuration", ".swift-format"] + swiftFiles,
        in: root)
      let package = try await Toolchain.run(
        ["swift", "package", "--ignore-lock", "--scratch-path", "scratch", "dump-package"], in: root
      )
      #expect(package.contains("\"path\" : \"Chapters/Bounce\""))

      let command = try await Toolchain.build(chapter: "Bounce", of: root)
      try #require(!commands.isEmpty)
      for line in commands {
        let outcome = try await CommandProcess.run(
          arguments(of: line), in: root, executable: command)
        #expect(outcome.status == 0, "\(line)\n\(outcome.errors)")
      }

      let output = root.appendingPathComponent(SmokeReport.smoke)
      let page = try String(
        contentsOf: output.appendingPathComponent("chapters/bounce.html"), encoding: .utf8)
      #expect(page.contains("id=\"figure-bounce\"") && page.contains("id=\"claim-bounce\""))
      #expect(
        try FileManager.default
          .contentsOfDirectory(atPath: output.appendingPathComponent("figures").path)
          .filter { $0.hasPrefix("figure-bounce") }.sorted()
          == ["-live.json", "-narrow.svg", ".csv", ".json", ".pdf", ".png", ".svg"].map {
            "figure-bounce\($0)"
          })
      #expect(page.contains("data-live=\"figure-bounce\"") || page.contains("live-absent"))
      let results = try #require(
        try JSONSerialization.jsonObject(
          with: Data(contentsOf: output.appendingPathComponent("results.json"))) as? [String: Any])
      let claims = try #require(results["claims"] as? [[String: Any]])
      let claim = try #require(claims.first { $0["id"] as? String == "bounce" })
      #expect(claim["verdict"] as? String == "reproduced")
      let values = try #require(results["values"] as? [String: Double?])
      expectClose(
        try #require(values["bounce.smallestDistance"] ?? nil), 0.03,
        Tolerance(absolute: 1e-9, relative: 0))
      let log = try String(
        contentsOf: root.appendingPathComponent("Chapters/Bounce/Baselines/smoke/accepted.log"),
        encoding: .utf8)
      #expect(
        log.split(separator: "\n").count == 3, "the figure, the curve of its claim, and the values")
      // From 0.6 steps of 0.3 end at 0, and not in two turns.
      #expect(values["multiverse.bounce.universes"] == 4)
      #expect(values["multiverse.bounce.notReproduced"] == 1)
      #expect(page.contains("id=\"curve-bounce\""))
    }
  }
}
