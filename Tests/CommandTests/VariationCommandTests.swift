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
    ) throws -> CommandProcess.Outcome {
      try CommandProcess.run(arguments + ["--profile", "smoke"], in: folder.url)
    }

    private func json(_ path: String, in folder: TemporaryDirectory) throws -> [String: Any] {
      let data = try Data(contentsOf: folder.url.appendingPathComponent(path))
      return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test func aVariationHasItsOwnFolderAndNumbersAndSaysSo() throws {
      let copy = try ReportTests.report().copy()
      let before = try Self.contents(of: copy.url.appendingPathComponent(SmokeReport.smoke))
      let outcome = try nonsmooth("report", "--set", Self.setting, in: copy)
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

      let compare = try nonsmooth("compare", "--set", Self.setting, in: copy)
      #expect(compare.status == 64)
      #expect(
        compare.errors
          == "nonsmooth: Setting '\(Self.setting)': a variation has no baselines, expected "
          + "compare without --set. Look at the variation's own report.\n")
      // Not even under the profile's name.
      let smoke = copy.url.appendingPathComponent(SmokeReport.smoke)
      try FileManager.default.removeItem(at: smoke)
      try FileManager.default.moveItem(
        at: copy.url.appendingPathComponent(Self.folder), to: smoke)
      for arguments in [["compare"], ["accept", "all", "--reason", "a test"]] {
        let refused = try CommandProcess.run(arguments + ["--profile", "smoke"], in: copy.url)
        #expect(refused.status == 64)
        #expect(
          refused.errors.hasPrefix("nonsmooth: Outputs: made by the variation '\(Self.setting)'"),
          "\(refused.errors)")
      }
    }

    /// A fine-tuning run of another length still has its eighths.
    @Test func aTrainingRunTakesItsLengthFromTheVariation() throws {
      let copy = try ReportTests.report().copy()
      let outcome = try nonsmooth(
        "chapter", "lasso", "--set", "F3.sgd.steps=16", "--set", "F3.optimizer.epsilon=1e-7",
        in: copy)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let folder = "Output/smoke-F3.optimizer.epsilon-1e-7_F3.sgd.steps-16"
      let results = try json("\(folder)/chapters/lasso.results.json", in: copy)
      let runs = try #require(results["runs"] as? [String: [String: Any]])
      let spec = try #require(runs["F3.sgd.lambda2.seed42"]?["spec"] as? [String: Any])
      #expect(spec["steps"] as? Int == 16)
      let record = try #require(runs["F3.sgd.lambda2.seed42"]?["record"] as? String)
      let metrics = try String(
        contentsOf: copy.url.appendingPathComponent("Output/store/\(record)/metrics.jsonl"),
        encoding: .utf8)
      #expect(metrics.split(separator: "\n").count == 16)
    }

    @Test func planAndExplainSayWhatAVariationChanges() throws {
      let copy = try ReportTests.report().copy()
      let setting = "B2.lambda10.learningRate=0.04"
      let plan = try nonsmooth("plan", "--set", setting, in: copy)
      let lines = plan.output.split(separator: "\n")
      let stale = try #require(lines.first { $0.hasPrefix("B2.lambda10 ") })
      #expect(stale.contains(" stale ") && stale.contains("learningRate 0.01 -> 0.04 since "))
      #expect(lines.contains { $0.hasPrefix("B2.lambda0.1 ") && $0.contains(" done ") })

      let run = try nonsmooth("explain", "B2.lambda10", "--set", setting, in: copy)
      #expect(run.output.hasPrefix("B2.lambda10 is stale\nrun B2.lambda10: stale, learningRate"))
      #expect(run.output.contains("\n    setting learningRate: stale, 0.01 -> 0.04\n"))
      #expect(run.output.contains("\n  code convex: fresh, fingerprint "))

      struct Node: Decodable {
        var kind: String
        var name: String
        var state: String
        var before: String?
        var after: String?
        var children: [Node]
      }
      let figure = try nonsmooth(
        "explain", "figure-3", "--json", "--set", "F3.pretraining.optimizer.learningRate=0.001",
        in: copy)
      let root = try JSONDecoder().decode(Node.self, from: Data(figure.output.utf8))
      #expect(root.kind == "figure" && root.state == "stale")
      let drawing = try #require(root.children.first)
      #expect(drawing.kind == "drawing" && drawing.state == "fresh")
      let tuned = try #require(drawing.children.first { $0.name == "F3.adam.lambda2.seed42" })
      #expect(tuned.state == "stale")
      #expect(tuned.children.first { $0.kind == "settings" }?.state == "fresh")
      let before = try #require(tuned.children.first { $0.name == "F3.pretraining.seed42" })
      #expect(before.kind == "run" && before.state == "stale")
      let changed = try #require(
        before.children.first { $0.kind == "settings" }?.children.first)
      #expect(changed.name == "optimizer.learningRate")
      #expect(changed.before == "0.0005" && changed.after == "0.001")
    }

    @Test func aChangedSourceMakesTheDrawingStale() throws {
      let copy = try ReportTests.report().copy()
      let file = copy.url.appendingPathComponent("Chapters/Duality/Figures.swift")
      let source = try String(contentsOf: file, encoding: .utf8)
      try Data((source + "\n// changed\n").utf8).write(to: file)
      let outcome = try nonsmooth("explain", "figure-vertical-support", in: copy)
      #expect(outcome.output.hasPrefix("figure-vertical-support is stale\n"), "\(outcome.output)")
      #expect(outcome.output.contains("  source Chapters/Duality/Figures.swift: stale, "))
      #expect(outcome.output.contains("run A.supports: fresh"))
    }

    struct Wrong: Sendable {
      var arguments: [String]
      var message: String
    }

    @Test(arguments: [
      Wrong(
        arguments: ["B3.learningRate=1"],
        message:
          "no experiment 'B3', expected a name or its beginning, such as B2, B5, F3, F5, T0, T1. "
          + "Did you mean 'B2'?"),
      Wrong(
        arguments: ["B2.learningRte=1"],
        message:
          "no field 'learningRte' in the specifications of B2, expected one of columns, gap, "
          + "iterations, learningRate, rows, seeds, start, strength. Did you mean 'learningRate'?"),
      Wrong(
        arguments: ["F3.dataset.name=cifar10"],
        message:
          "'dataset.name' decides which data or numbers are used, expected the option that does "
          + "so. Use --dataset."),
      Wrong(
        arguments: ["F3.sgd.optimizer.momentum=1.5"],
        message:
          "refused by the specification of 'F3.sgd.lambda0.002.seed42', expected a value like '0'. "
          + "field 'optimizer.momentum': 1.5, expected 0 up to below 1. Correct "
          + "the run specification."),
      Wrong(
        arguments: ["B2.iterations=1"],
        message: "Field 'iterations': 1, expected 2 to 10^10. Correct the value."),
      Wrong(
        arguments: ["F5.lengths=[0, 1000, 10100]"],
        message: "Field 'lengths': 0, expected 100 to 10^10. Correct the value."),
      Wrong(
        arguments: ["B2.start=uniform", "B2.rows=20"],
        message: "every experiment that it names has this value, expected another one. "
          + "Leave it out or change it.")
    ])
    func aWrongSettingIsOneSentence(wrong: Wrong) throws {
      let outcome = try CommandProcess.run(
        ["chapter", "lasso", "--profile", "smoke"] + wrong.arguments.flatMap { ["--set", $0] },
        in: try ReportTests.report().folder.url)
      #expect(outcome.status == 64)
      #expect(outcome.errors.hasSuffix(wrong.message + "\n"), "\(outcome.errors)")
      #expect(outcome.output.isEmpty)
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
