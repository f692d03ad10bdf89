import Foundation
import TestSupport
import Testing

extension ReportTests {
  /// `--set`: a variation runs in its own folder, says so everywhere, and leaves the profile alone.
  @Suite struct VariationCommandTests {
    private static let folder = "Output/smoke-B2.learningRate-0.02"
    private static let setting = "B2.learningRate=0.02"

    private func nonsmooth(
      _ arguments: String..., in folder: TemporaryDirectory
    ) async throws -> CommandProcess.Outcome {
      try await CommandProcess.run(arguments + ["--profile", "smoke"], in: folder.url)
    }

    private func json(_ path: String, in folder: TemporaryDirectory) throws -> [String: Any] {
      let data = try Data(contentsOf: folder.url.appendingPathComponent(path))
      return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test func aVariationHasItsOwnFolderAndNumbersAndSaysSo() async throws {
      let copy = try ReportTests.report().copy()
      let before = try Self.contents(of: copy.url.appendingPathComponent(SmokeReport.smoke))
      let outcome = try await nonsmooth("report", "--set", Self.setting, in: copy)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.hasSuffix("/\(Self.folder)/report.pdf\n"))
      // Only B2's runs are others; all else is shared.
      #expect(outcome.errors.contains("17 of 17 runs done"), "\(outcome.errors)")
      #expect(try Self.contents(of: copy.url.appendingPathComponent(SmokeReport.smoke)) == before)

      let results = try json("\(Self.folder)/results.json", in: copy)
      let variation = try #require(results["variation"] as? [String: Any])
      #expect(variation["settings"] as? [String] == [Self.setting])
      let profile = try json("\(SmokeReport.smoke)/results.json", in: copy)
      #expect(profile["variation"] == nil)
      let name = "B2.lambda10.l1Norm.median"
      let value = try #require((results["values"] as? [String: Any])?[name] as? Double)
      let own = try #require((profile["values"] as? [String: Any])?[name] as? Double)
      // The cycle's norm is proportional to the learning rate.
      #expect(value > 1.5 * own, "\(own) at the profile's rate, \(value) at twice that rate")
      let runs = try #require(results["runs"] as? [String: [String: Any]])
      let spec = try #require(runs["B2.lambda10"]?["spec"] as? [String: Any])
      #expect(spec["learningRate"] as? Double == 0.02)

      for page in ["report.html", "chapters/lasso.html", "chapters/duality.html"] {
        let html = try String(
          contentsOf: copy.url.appendingPathComponent("\(Self.folder)/\(page)"), encoding: .utf8)
        let start = try #require(html.range(of: "<body>")).upperBound
        let screen = html[start...].prefix(3000)
        #expect(screen.contains("A variation of the profile smoke"), "\(page)")
        #expect(screen.contains("B2.learningRate = 0.02 (in place of 0.01"), "\(page)")
      }
      let lasso = try String(
        contentsOf: copy.url.appendingPathComponent("\(Self.folder)/chapters/lasso.html"),
        encoding: .utf8)
      #expect(lasso.contains("variation: B2.learningRate = 0.02"))
      #expect(lasso.contains("not touched by the variation"))

      let compare = try await nonsmooth("compare", "--set", Self.setting, in: copy)
      #expect(compare.status == 1)
      #expect(
        compare.errors.contains(
          /nonsmooth: Profile 'smoke': \d+ of \d+ outputs differ from the report without --set. Open/
        ),
        "\(compare.errors)")
      #expect(
        compare.errors.contains(
          "lasso-regression-norms: Run B2.lambda0.01: learningRate 0.01 -> 0.02."),
        "\(compare.errors)")
      #expect(!compare.errors.contains("figure-4:"), "not touched by the variation")
      // Not even under the profile's name.
      let smoke = copy.url.appendingPathComponent(SmokeReport.smoke)
      try FileManager.default.removeItem(at: smoke)
      try FileManager.default.moveItem(
        at: copy.url.appendingPathComponent(Self.folder), to: smoke)
      for arguments in [["compare"], ["accept", "all", "--reason", "a test"]] {
        let refused = try await CommandProcess.run(arguments + ["--profile", "smoke"], in: copy.url)
        #expect(refused.status == 64)
        #expect(
          refused.errors.hasPrefix("nonsmooth: Outputs: made by the variation '\(Self.setting)'"),
          "\(refused.errors)")
      }
    }

    private static func contents(of folder: URL) throws -> [String: Data] {
      var contents: [String: Data] = [:]
      for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
        contents[path] = try? Data(contentsOf: folder.appendingPathComponent(path))
      }
      return contents
    }
  }
}
