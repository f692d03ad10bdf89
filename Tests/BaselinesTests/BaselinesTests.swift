import Baselines
import Foundation
import TestSupport
import Testing

/// Acceptance, refusal, and what is said of whole outputs.
@Suite struct BaselinesTests {
  private static let origin = BaselineOrigin(
    profile: "quick", code: ["convex": "2"], data: ["embedded": "abc"], numerics: "portable",
    architecture: "x86_64", commit: "c0ffee")
  private let epoch = Date(timeIntervalSince1970: 0)

  private func accept(_ name: String, _ contents: [String: String], in folder: BaselineFolder)
    throws
  {
    _ = try folder.accept(
      name, contents: contents.mapValues { Data($0.utf8) }, origin: Self.origin, by: "Ada",
      at: epoch,
      reason: "first\nresult")
  }

  @Test func theLastAcceptanceOfAnOutputStandsInTheLog() throws {
    let folder = try TemporaryDirectory()
    let baselines = BaselineFolder(url: folder.url)
    #expect(baselines.acceptance(of: "figure-1") == nil)
    // As the first acceptances were noted: file by file.
    try Data("2025-01-01T00:00:00Z\tAda\tfigures/figure-1.csv\tthe first\n".utf8)
      .write(to: folder.url.appendingPathComponent(BaselineFolder.logName))
    #expect(baselines.acceptance(of: "figure-1")?.reason == "the first")
    try accept("figure-1", ["figures/figure-1.csv": "x\n1\n"], in: baselines)
    try accept("figure-10", ["figures/figure-10.csv": "x\n1\n"], in: baselines)
    let found = try #require(baselines.acceptance(of: "figure-1"))
    #expect(found.date == "1970-01-01T00:00:00Z" && found.reason == "first result")
    #expect(baselines.acceptance(of: "figure") == nil)
  }

  @Test func missingAndExtraOutputsAreDifferences() throws {
    let folder = try TemporaryDirectory()
    let output = folder.url.appendingPathComponent("output")
    let baselines = BaselineFolder(url: folder.url.appendingPathComponent("baselines"))
    try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
    for name in ["new", "same", "left-over"] {
      try Data("x\n1\n".utf8).write(to: output.appendingPathComponent("\(name).csv"))
    }
    for name in ["gone", "left-over", "same"] {
      try accept(name, ["\(name).csv": "x\n1\n"], in: baselines)
    }
    var comparer = OutputComparer(chapter: "lasso", tolerances: []) { _ in
      PixelImage(width: 0, height: 0, pixels: [])
    }
    let made = ["new", "same"].map {
      MadeOutput(name: $0, kind: "table", files: ["\($0).csv"], origin: Self.origin)
    }
    let found = try comparer.compare(made, in: output, with: baselines)
    #expect(found.map(\.name) == ["new", "same", "gone", "left-over"])
    #expect(found.map(\.verdict) == [.extra, .same, .missing, .missing])
    let log = try String(
      contentsOf: baselines.url.appendingPathComponent(BaselineFolder.logName), encoding: .utf8)
    #expect(
      log == "1970-01-01T00:00:00Z\tAda\tgone (data)\tfirst result\n"
        + "1970-01-01T00:00:00Z\tAda\tleft-over (data)\tfirst result\n"
        + "1970-01-01T00:00:00Z\tAda\tsame (data)\tfirst result\n")
  }

  @Test func anAcceptanceSaysWhatChanged() throws {
    let folder = try TemporaryDirectory()
    let baselines = BaselineFolder(url: folder.url)
    func take(_ contents: [String: String], _ origin: BaselineOrigin = Self.origin) throws
      -> String?
    {
      try baselines.accept(
        "f", contents: contents.mapValues { Data($0.utf8) }, origin: origin, by: "Ada", at: epoch,
        reason: "why")
    }
    #expect(try take(["f.csv": "1", "f.png": "2"]) == "f (data, picture)")
    #expect(try take(["f.csv": "1", "f.png": "2"]) == nil, "nothing changed")
    #expect(try take(["f.csv": "1", "f.png": "3"]) == "f (picture)")
    var newer = Self.origin
    newer.code["convex"] = "3"
    #expect(try take(["f.csv": "1", "f.png": "3"], newer) == "f (provenance)")
    #expect(try take(["f.csv": "1"], newer) == "f (picture)")
    #expect(baselines.paths == ["f.csv"])
    #expect(try baselines.remove("f", by: "Ada", at: epoch, reason: "why") == "f (removed)")
    #expect(baselines.paths == [])
    newer.numerics = "native"
    #expect(throws: BaselineFailure.nativeOutput(name: "f", numerics: "native")) {
      try take(["f.csv": "1"], newer)
    }
    #expect(throws: BaselineFailure.emptyReason(name: "f")) {
      try baselines.accept(
        "f", contents: [:], origin: Self.origin, by: "Ada", at: epoch, reason: " \n ")
    }
  }

  @Test func otherCodeDataOrProfileIsRefusedWithTheReason() {
    func refusal(_ change: (inout BaselineOrigin) -> Void) -> String? {
      var now = Self.origin
      change(&now)
      return Self.origin.refusal(of: now)
    }
    #expect(refusal { $0.commit = "other" } == nil)
    #expect(refusal { $0.architecture = "arm64" } == nil)
    #expect(refusal { $0.numerics = "native" } == nil, "native outputs have tolerances")
    #expect(
      refusal { $0.code["convex"] = "3" }
        == "recorded by convex code 2, these outputs by convex code 3")
    #expect(
      refusal { $0.code["training"] = "1" }
        == "recorded by no training code, these outputs by training code 1")
    #expect(
      refusal { $0.data["embedded"] = "def" }
        == "recorded on other data, 'embedded' was SHA-256 abc and is SHA-256 def")
    #expect(
      refusal { $0.profile = "smoke" }
        == "recorded under profile 'quick', these outputs are of 'smoke'")
  }

  @Test func theVerdictSaysWhichLevelChanged() {
    func verdict(_ data: Level?, _ picture: Level?, _ refusal: String? = nil) -> String {
      OutputComparison(
        name: "f", kind: "figure", chapter: "lasso", refusal: refusal,
        data: data.map { DataComparison(level: $0) },
        picture: picture.map { PictureComparison(level: $0, limit: 0) }
      ).verdict.rawValue
    }
    #expect(verdict(.same, .same) == "same")
    #expect(verdict(.same, .changed) == "pictureChanged")
    #expect(verdict(.changed, .same) == "dataChanged")
    #expect(verdict(.changed, .changed) == "dataAndPictureChanged")
    #expect(verdict(.withinTolerance, .same) == "withinTolerance")
    #expect(verdict(.same, .missing) == "missing")
    #expect(verdict(.extra, nil) == "extra")
    #expect(verdict(.changed, .same, "recorded by other code") == "refused")
  }

  @Test func theReportOrdersAndEscapes() throws {
    let change = DataChange(
      file: "t.csv", place: "a<b: y", before: "1", now: "2", absolute: 1, relative: 0.5)
    let report = ComparisonReport(
      profile: "smoke", provenance: [],
      claims: [
        ClaimChange(id: "4.2", chapter: "lasso", statement: "a & b", before: nil, now: "reproduced")
      ],
      outputs: [
        OutputComparison(
          name: "a", kind: "table", chapter: "lasso", data: DataComparison(level: .same)),
        OutputComparison(
          name: "f", kind: "figure", chapter: "lasso", data: DataComparison(level: .same),
          picture: PictureComparison(level: .changed, score: 0.5, limit: 0, width: 1, height: 1)),
        OutputComparison(
          name: "t", kind: "table", chapter: "lasso",
          data: DataComparison(level: .changed, changes: [change]))
      ], tolerances: [])
    #expect(report.outputs.map(\.name) == ["t", "f", "a"], "failed first, data before pictures")
    #expect(report.exitStatus == 1)
    #expect(report.heading == "2 of 3 outputs differ from the baselines")
    let html = ComparePage(
      report, picture: { _, accepted in accepted ? nil : Data([1, 2, 3]) },
      advice: { $0.name == "t" ? ("To take it", "make accept NAME=t REASON=\"...\"") : nil }
    ).html
    #expect(html.contains("<td>a&lt;b: y</td><td>1</td><td>2</td><td>1</td><td>0.5</td>"))
    #expect(html.contains("To take it: <code>make accept NAME=t REASON=&quot;...&quot;</code>"))
    #expect(html.contains("<td>a &amp; b</td>"))
    #expect(html.contains("data:image/png;base64,AQID"))
    #expect(html.contains("no picture") && !html.contains("http"))
    let json = try #require(try JSONSerialization.jsonObject(with: report.json()) as? [String: Any])
    #expect(json["exitStatus"] as? Int == 1)
    #expect(json["differences"] as? Int == 2)
    #expect(
      MarkdownSummary(report).text.hasPrefix(
        """
        ## smoke: 2 of 3 outputs differ from the baselines

        | claim | before | now |
        |---|---|---|
        | 4.2 | not there | reproduced |

        | output | what |
        |---|---|
        | t | The data changed. 1 change in the data, first a&lt;b: y: 2, before 1. |
        """))
  }
}
