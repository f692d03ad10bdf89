import Baselines
import Foundation
import TestSupport
import Testing

@Suite struct BaselinesTests {
  @Test(arguments: [
    ("x,y\n1,2\n", "x,y\n1,2\n", Comparison.Outcome.identical, ""),
    ("x,y\n1,2.0001\n", "x,y\n1,2\n", .withinTolerance, ""),
    ("x,y\n1,2.1\n", "x,y\n1,2\n", .different, "row 2, cell 2: 2.1, expected 2"),
    ("x,y\n1,2\n3,4\n", "x,y\n1,2\n", .different, "3 rows, expected 2"),
    ("x,y\n1,2,3\n", "x,y\n1,2\n", .different, "row 2: 3 cells, expected 2"),
    ("x,y\n1,nan\n", "x,y\n1,2\n", .different, "row 2, cell 2: nan, expected 2"),
    ("x,\"a,b\"\n", "x,\"a,c\"\n", .different, "row 1, cell 2: a,b, expected a,c"),
    ("1.62 (to 1.71)\n", "1.6201 (to 1.71)\n", .withinTolerance, ""),
    (
      "1.62 (to 1.71)\n", "1.62 (to 1.73)\n", .different,
      "row 1, cell 1: 1.62 (to 1.71), expected 1.62 (to 1.73)"
    ),
    ("\"10,100 steps\"\n", "\"10,101 steps\"\n", .withinTolerance, ""),
    ("in 5 pairs\n", "of 5 pairs\n", .different, "row 1, cell 1: in 5 pairs, expected of 5 pairs")
  ])
  func csvIsComparedCellByCell(
    actual: String, baseline: String, outcome: Comparison.Outcome, detail: String
  ) {
    let found = CSVComparer().compare(path: "f.csv", actual: actual, baseline: baseline)
    #expect(found.outcome == outcome)
    #expect(found.detail == detail)
  }

  @Test(arguments: [
    (#"{"a": 1, "provenance": 2}"#, #"{"a": 1, "provenance": 3}"#, false, ""),
    (#"{"a": [1, 2]}"#, #"{"a": [1, 3]}"#, true, "a[1]: 2.0, expected 3.0"),
    (#"{"a": [1, 2]}"#, #"{"a": [1]}"#, true, "a: 2 items, expected 1"),
    (#"{"a": {"b": 1}}"#, #"{"a": {}}"#, true, "a.b: present, expected no such key"),
    (#"{"a": "x"}"#, #"{"a": "y"}"#, true, "a: 'x', expected 'y'"),
    (#"{"a": "1e-5 of 2"}"#, #"{"a": "1.0001e-5 of 2"}"#, false, ""),
    (#"{"a": "2 of 3"}"#, #"{"a": "2"}"#, true, "a: '2 of 3', expected '2'"),
    (#"{"a": true}"#, #"{"a": null}"#, true, "a: true, expected null")
  ])
  func jsonIsComparedValueByValue(
    actual: String, baseline: String, differs: Bool, detail: String
  ) throws {
    let found = try JSONComparer().compare(
      path: "t.json", actual: Data(actual.utf8), baseline: Data(baseline.utf8))
    #expect(found.isDifference == differs)
    #expect(found.detail == detail)
  }

  @Test func brokenJSONNamesTheFile() {
    #expect(throws: BaselineFailure.unreadable(path: "t.json", found: "not JSON", expected: "JSON"))
    {
      try JSONComparer().compare(path: "t.json", actual: Data("{".utf8), baseline: Data("{}".utf8))
    }
  }

  private func image(_ change: (Int, Int) -> UInt8) -> PixelImage {
    var pixels: [UInt8] = []
    for y in 0..<128 {
      for x in 0..<256 { pixels += [255, 255, change(x, y), 255] }
    }
    return PixelImage(width: 256, height: 128, pixels: pixels)
  }

  @Test func oneChangedTileIsADifferenceThoughTheMeanIsSmall() {
    let plain = image { _, _ in 255 }
    let spot = image { x, y in (64..<76).contains(x) && (32..<64).contains(y) ? 0 : 255 }
    let found = ImageComparer().compare(path: "f.png", actual: spot, baseline: plain)
    #expect(found.outcome == .different)
    expectClose(found.score, 12.0 / 32, .double)
    #expect(found.detail == "the tile at (64, 32) differs by 37.5 % on average")
  }

  @Test func faintNoiseIsWithinTheTolerance() {
    let plain = image { _, _ in 255 }
    let noise = image { x, _ in x % 2 == 0 ? 250 : 255 }
    let found = ImageComparer().compare(path: "f.png", actual: noise, baseline: plain)
    #expect(found.outcome == .withinTolerance)
  }

  @Test func anotherSizeIsADifference() {
    let small = PixelImage(width: 1, height: 2, pixels: [UInt8](repeating: 0, count: 8))
    let large = PixelImage(width: 2, height: 2, pixels: [UInt8](repeating: 0, count: 16))
    let found = ImageComparer().compare(path: "f.png", actual: large, baseline: small)
    #expect(found.detail == "2 x 2 pixels, expected 1 x 2")
  }

  @Test func missingAndExtraOutputsAreDifferences() throws {
    let folder = try TemporaryDirectory()
    let output = folder.url.appendingPathComponent("output")
    let baselines = BaselineFolder(url: folder.url.appendingPathComponent("baselines"))
    try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
    try Data("x\n1\n".utf8).write(to: output.appendingPathComponent("new.csv"))
    try Data("x\n1\n".utf8).write(to: output.appendingPathComponent("same.csv"))
    try Data("x\n1\n".utf8).write(to: output.appendingPathComponent("left-over.csv"))
    for name in ["gone.csv", "left-over.csv", "same.csv"] {
      try baselines.accept(
        path: name, contents: Data("x\n1\n".utf8), by: "Ada", at: Date(timeIntervalSince1970: 0),
        reason: "first\nresult")
    }
    let found = try OutputComparer { _ in PixelImage(width: 0, height: 0, pixels: []) }
      .compare(outputs: ["new.csv", "same.csv"], in: output, with: baselines)
    #expect(found.map(\.outcome) == [.missing, .missing, .extra, .identical])
    #expect(found.map(\.path) == ["gone.csv", "left-over.csv", "new.csv", "same.csv"])
    let log = try String(
      contentsOf: baselines.url.appendingPathComponent(BaselineFolder.logName), encoding: .utf8)
    #expect(
      log == "1970-01-01T00:00:00Z\tAda\tgone.csv\tfirst result\n"
        + "1970-01-01T00:00:00Z\tAda\tleft-over.csv\tfirst result\n"
        + "1970-01-01T00:00:00Z\tAda\tsame.csv\tfirst result\n")
  }

  @Test func acceptanceNeedsAReason() throws {
    let folder = try TemporaryDirectory()
    #expect(throws: BaselineFailure.emptyReason(name: "a.csv")) {
      try BaselineFolder(url: folder.url).accept(
        path: "a.csv", contents: Data(), by: "Ada", at: Date(), reason: " \n ")
    }
  }

  @Test func thePageIsSelfContainedAndEscapes() throws {
    let page = ComparePage(
      profile: "smoke",
      comparisons: [
        Comparison(path: "figures/a.png", outcome: .different, detail: "1 < 2", score: 0.5),
        Comparison(path: "tables/t.csv", outcome: .identical)
      ])
    let html = page.html(
      output: { _ in Data([1, 2, 3]) }, baseline: { _ in nil },
      accept: { $0 == "figures/a.png" ? "make accept NAME=a REASON=\"...\"" : nil })
    #expect(html.contains("1 of 2 outputs differ"))
    #expect(html.contains("<code>make accept NAME=a REASON=&quot;...&quot;</code>"))
    #expect(html.contains("1 &lt; 2"))
    #expect(html.contains("data:image/png;base64,AQID"))
    #expect(html.contains("Baseline: none"))
    #expect(!html.contains("http"))
    let json = String(decoding: try page.json(), as: UTF8.self)
    #expect(json.contains("\"differences\" : 1"))
  }
}
