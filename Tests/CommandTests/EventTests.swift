import Foundation
import TestSupport
import Testing

extension ReportTests {
  /// `--json` of the commands that run, and what is said of runs that fail.
  @Suite struct EventTests {
    struct Event: Decodable {
      var event: String
      var name: String?
      var state: String?
      var reason: String?
      var total: Int?
      var done: Int?
      var failed: Int?
      var running: Int?
      var waiting: Int?
      var command: String?
      var html: String?
      var pdf: String?
    }

    /// The loss of this network is infinite after two steps; the four that follow it in name are not touched.
    private static let ruin = "F2.vgg11.plain.relu.seed1.optimizer.learningRate=1e6"

    private func events(of output: String) throws -> [Event] {
      try output.split(separator: "\n").map {
        try JSONDecoder().decode(Event.self, from: Data($0.utf8))
      }
    }

    @Test func eachRunIsPlannedStartedAndFinished() async throws {
      let copy = try ReportTests.report().copy()
      let outcome = try await CommandProcess.run(
        [
          "chapter", "lasso", "--profile", "smoke", "--json", "--set",
          "B2.lambda10.learningRate=0.0125"
        ],
        in: copy.url)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let events = try events(of: outcome.output)
      func names(_ kind: String) -> [String] {
        events.filter { $0.event == kind }.compactMap(\.name).sorted()
      }
      #expect(names("planned").count > 1)
      #expect(names("planned").allSatisfy { $0.hasPrefix("B2.lambda10") })
      #expect(names("started") == names("planned") && names("finished") == names("planned"))
      #expect(names("skipped").contains("T0") && names("failed").isEmpty)
      #expect(events.first { $0.event == "planned" }?.state == "stale")
      let end = try #require(events.last)
      #expect(end.event == "end" && end.html?.hasSuffix("/chapters/lasso.html") == true)
      for event in events where ["started", "progress", "finished"].contains(event.event) {
        let parts = [event.done, event.failed, event.running, event.waiting].compactMap { $0 }
        #expect(parts.count == 4 && parts.reduce(0, +) == event.total)
      }
    }

    @Test func aFailedRunStopsNoOtherAndCanBeTriedAlone() async throws {
      let copy = try ReportTests.report().copy()
      let outcome = try await CommandProcess.run(
        [
          "chapter", "convergence", "--profile", "smoke", "--json", "--set", Self.ruin,
          "--set", "F1.l2=0.02"
        ], in: copy.url)
      #expect(outcome.status == 2)
      let name = "F2.vgg11.plain.relu.seed1"
      let events = try events(of: outcome.output)
      let failed = events.filter { $0.event == "failed" }
      #expect(failed.allSatisfy { $0.name == name })
      let finished = events.filter { $0.event == "finished" }.compactMap(\.name)
      #expect(finished.count == 6 && finished.allSatisfy { $0.hasPrefix("F1.") }, "\(finished)")
      #expect(!events.contains { $0.event == "end" })

      let command =
        ".build/release/nonsmooth chapter convergence --only \(name) --profile smoke "
        + "--set F1.l2=0.02 --set \(Self.ruin)"
      #expect(failed.last?.command == command)
      #expect(outcome.errors.contains("nonsmooth: 1 run failed, expected none:\n  \(name): "))
      #expect(outcome.errors.contains("\n    Try it alone: \(command)\n"), "\(outcome.errors)")
      let alone = try await CommandProcess.run(
        command.split(separator: " ").dropFirst().map(String.init), in: copy.url)
      #expect(alone.status == 2)
      #expect(alone.errors.contains("[0/1]"), "\(alone.errors)")
    }

    @Test func oneRunAloneMakesItsPrerequisitesAndNoPages() async throws {
      let folder = try SmokeReport.repository()
      let outcome = try await CommandProcess.run(
        ["chapter", "lasso", "--only", "F3.sgd.lambda2.seed42", "--profile", "smoke"],
        in: folder.url)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.errors.hasSuffix("2 of 2 runs done\n"))
      let place = outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
      #expect(FileManager.default.fileExists(atPath: place + "/record.json"))
      #expect(
        !FileManager.default.fileExists(
          atPath: folder.url.appendingPathComponent("Output/smoke").path))
    }
  }
}
