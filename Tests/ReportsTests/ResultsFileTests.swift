import Foundation
import Plots
import Reports
import Support
import TestSupport
import Testing

@Suite struct ResultsFileTests {
  func written(_ builder: ReportBuilder) throws -> [String: Any] {
    let data = try Data(contentsOf: try builder.writeResults())
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test func holdsTheContractsKeys() throws {
    let sample = try SampleReport()
    let results = try written(sample.builder)
    #expect(results["profile"] as? String == "smoke")
    #expect((results["provenance"] as? [String: Any])?["threads"] as? Int == 2)
    let values = try #require(results["values"] as? [String: Any])
    #expect(values["T0.maxL1Norm"] as? Double == 0.0106)
    #expect(values["F4.maxLoss"] as? Double == 12)
    #expect(values["T0.broken"] == nil)
    #expect(
      results["missing"] as? [String: [String: String]]
        == ["first": ["T0.broken": "undefined", "T0.never": "absent"]])
    let claims = try #require(results["claims"] as? [[String: Any]])
    #expect(claims.map { $0["id"] as? String } == ["4.2", "9.9", "9.10", "A.2"])
    #expect(
      claims.map { $0["verdict"] as? String } == [
        "reproduced", "contradicted", "undecided", "notTested"
      ])
    #expect(claims.map { $0["wouldDecide"] as? String } == [nil, nil, "A longer run.", nil])
    for key in ["place", "link", "statement", "rule", "evidence", "profile"] {
      #expect(claims[0][key] != nil)
    }
    let figures = try #require(results["figures"] as? [[String: Any]])
    #expect(figures[0]["seconds"] as? Double == 3.5)
    #expect(
      results["origins"] as? [String: [String]]
        == ["T0.maxL1Norm": ["F1.seed2"], "T0.broken": [], "F4.maxLoss": []])
    #expect(
      figures[0]["source"] as? String
        == "Chapters/\(#fileID.split(separator: "/")[0])/SampleReport.swift")
    #expect(figures[0]["declaration"] == nil, "the sample's source is not there")
    #expect(figures[0]["seeds"] as? [Int] == [])
    #expect((figures[0]["files"] as? [String: String])?.count == 4)
  }

  @Test func firstFindingStandsAndEvidenceJoins() throws {
    let sample = try SampleReport()
    let results = try written(sample.builder)
    let all = try #require(results["discrepancies"] as? [[String: Any]])
    #expect(all.map { $0["id"] as? String } == ["D5", "D10"])
    #expect(all[0]["evidence"] as? [String: Double] == ["x": 1.5, "y": 2])
    #expect(all[0]["chapter"] as? String == "first")
    for key in ["kind", "paper", "finding"] { #expect(all[0][key] != nil) }
  }

  @Test func sameResultsMakeSameBytesWithSortedKeys() throws {
    let (one, two) = (try SampleReport(), try SampleReport())
    let first = try String(contentsOf: try one.builder.writeResults(), encoding: .utf8)
    let second = try String(contentsOf: try two.builder.writeResults(), encoding: .utf8)
    #expect(first == second)
    let keys = first.split(separator: "\n").filter { $0.hasPrefix("  \"") }
    #expect(keys.count == 19)
    #expect(keys == keys.sorted())
    #expect(first.contains("\"F4.maxLoss\" : 12,\n"))
  }

  @Test func tablesAreWrittenAsCSVAndJSON() throws {
    let sample = try SampleReport()
    try sample.builder.writeTables()
    let tables = sample.builder.output.appending(path: "tables")
    let csv = try String(contentsOf: tables.appending(path: "table-1.csv"), encoding: .utf8)
    #expect(csv == "Optimizer,\"Share, %\"\r\nSGD,99.9\r\n\"Adam, \"\"own\"\"\",0.18\r\n")
    let data = try Data(contentsOf: tables.appending(path: "table-1.json"))
    let json = try JSONDecoder().decode(JSONValue.self, from: data)
    guard case .object(let entries) = json else {
      Issue.record("table-1.json: \(json), expected an object.")
      return
    }
    #expect(entries["columns"] == .array([.string("Optimizer"), .string("Share, %")]))
    for key in ["seconds", "declaration", "seeds", "files"] {
      #expect(entries[key] == nil, "\(key) may change where the table does not")
    }
  }

  @Test func refusesWhatItCannotTell() throws {
    var sample = try SampleReport()
    sample.builder.chapters[1].report.claims = [SampleReport.claim("4.2", .reproduced)]
    #expect(
      throws: ReportError.duplicate(kind: "claim", name: "4.2", chapters: ["first", "second"])
    ) {
      try sample.builder.writeResults()
    }
    sample = try SampleReport()
    sample.builder.chapters[0].report.tables[0].rows[1] = ["alone"]
    #expect(throws: ReportError.raggedTable(table: "table-1", row: 2, cells: 1, columns: 2)) {
      try sample.builder.writeResults()
    }
    sample = try SampleReport()
    sample.builder.chapters[0].report.figures[0].figure.id = "../x"
    #expect(throws: ReportError.unknownFileName(kind: "figure", name: "../x")) {
      try sample.builder.writeResults()
    }
    sample = try SampleReport()
    try FileManager.default.removeItem(
      at: sample.directory.url.appending(path: "Chapters/First/First.typ"))
    #expect(throws: ReportError.missingProse(chapter: "first", path: "Chapters/First/First.typ")) {
      try sample.builder.writeResults()
    }
  }

  @Test(arguments: FigureFiles.suffixes) func everyFigureFileMustBeThere(suffix: String) throws {
    let sample = try SampleReport()
    let file = "figures/figure-1\(suffix)"
    try FileManager.default.removeItem(at: sample.builder.output.appending(path: file))
    #expect(throws: ReportError.missingFigureFile(figure: "figure-1", file: file)) {
      try sample.builder.writeResults()
    }
  }

  @Test func errorsAreOneSentenceAndANextStep() {
    #expect(
      ReportError.missingFigureFile(figure: "figure-1", file: "figures/figure-1.svg").description
        == "figure 'figure-1': no file figures/figure-1.svg, expected all of its drawings and data. "
        + "Draw the figures before the report is built.")
    #expect(
      ReportError.unknownChapter(name: "laso", known: ["lasso", "duality"]).description
        == "chapter 'laso': not among the report's chapters, expected one of lasso, duality. "
        + "Check its name.")
  }
}
