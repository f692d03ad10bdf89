import Foundation
import TestSupport
import Testing

extension ReportTests {
  /// What results.json, the records and the pages say of where numbers come from.
  @Suite struct ProvenanceTests {
    private static let fields = [
      "architecture", "build", "compiler", "cpu", "gitCommit", "operatingSystem", "processors"
    ]
    private static let libraries = ["Cairo", "OpenBLAS", "Pango", "zlib"]

    @Test func resultsAndRecordsSayHowTheyWereMade() throws {
      let report = try ReportTests.report()
      let data = try Data(contentsOf: report.pages.appendingPathComponent("results.json"))
      let results = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      let runs = try #require(results["runs"] as? [String: [String: Any]])
      let environments = try #require(results["environments"] as? [[String: Any]])
      let figures = try #require(results["figures"] as? [[String: Any]])
      let named = Set(figures.flatMap { $0["experiments"] as? [String] ?? [] })
      #expect(!named.isEmpty && named.isSubset(of: Set(runs.keys)))
      for (name, run) in runs {
        for field in [
          "code", "spec", "specHash", "seeds", "inputs", "threads", "wallSeconds",
          "cpuSeconds", "peakMemoryBytes"
        ] { #expect(run[field] != nil, "\(name): no \(field)") }
        let index = try #require(run["environment"] as? Int)
        let environment = environments[index]
        for field in Self.fields { #expect(environment[field] != nil, "\(name): no \(field)") }
        // Absent where git does not tell, as in a folder without history.
        let clean = environment["gitClean"]
        #expect(clean == nil || clean is Bool)
        let libraries = try #require(environment["libraries"] as? [String: String])
        #expect(Self.libraries.allSatisfy { libraries[$0]?.isEmpty == false }, "\(libraries)")

        let path = try #require(run["record"] as? String)
        let record = try #require(
          try JSONSerialization.jsonObject(
            with: Data(
              contentsOf: report.folder.url.appendingPathComponent(
                "Output/store/\(path)/record.json"))
          ) as? [String: Any])
        let provenance = try #require(record["provenance"] as? [String: Any])
        for field in Self.fields + ["threads", "libraries", "started", "finished"] {
          #expect(provenance[field] != nil, "record of \(name): no \(field)")
        }
        for field in [
          "spec", "inputs", "code", "wallSeconds", "cpuSeconds", "peakMemoryBytes"
        ] {
          #expect(record[field] != nil, "record of \(name): no \(field)")
        }
      }
      #expect(runs["F2.vgg11.plain.relu.seed2"]?["seeds"] as? [Int] == [2])
      let own = try #require(results["provenance"] as? [String: Any])
      for field in Self.fields + ["libraries", "threads", "numerics", "dataset"] {
        #expect(own[field] != nil, "results.json: no \(field)")
      }
    }

    /// Every figure's and table's account of its making leads to its runs, in the report and in each
    /// chapter's page.
    @Test func everyMakingLeadsToItsRuns() throws {
      let report = try ReportTests.report()
      for page in ["report.html", "chapters/lasso.html", "chapters/convergence.html"] {
        let html = try String(
          contentsOf: report.pages.appendingPathComponent(page), encoding: .utf8)
        let makings = html.components(separatedBy: "<div class=\"making\">").dropFirst()
          .map { $0.components(separatedBy: "</details>")[0] }
        #expect(makings.count >= 4, "\(page): \(makings.count)")
        for making in makings where !making.contains("href=\"#run-") {
          // One is drawn in exact fractions, one computed from a law, one the history of the rules.
          #expect(
            ["figure-capture", "lasso-widths", "table-rule-history"]
              .contains { making.contains("/\($0).csv") }, "\(page): \(making)")
        }
        for target in Set(html.matches(of: /href="#(run-[^"]+)"/).map { String($0.1) }) {
          #expect(html.contains("id=\"\(target)\""), "\(page): nothing is called \(target)")
        }
      }
    }
  }
}
