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
      name, contents: contents.mapValues { Data($0.utf8) }, origin: Self.origin, at: epoch,
      reason: "first\nresult")
  }

  @Test func theLastAcceptanceOfAnOutputStandsInTheLog() throws {
    let folder = try TemporaryDirectory()
    let baselines = BaselineFolder(url: folder.url)
    #expect(baselines.acceptance(of: "figure-1") == nil)
    try log("2025-01-01T00:00:00Z\tfigure-1 (data)\tbeef\tthe first\n", in: folder.url)
    #expect(baselines.acceptance(of: "figure-1")?.reason == "the first")
    try accept("figure-1", ["figures/figure-1.csv": "x\n1\n"], in: baselines)
    try accept("figure-10", ["figures/figure-10.csv": "x\n1\n"], in: baselines)
    let found = try #require(baselines.acceptance(of: "figure-1"))
    #expect(found.date == "1970-01-01T00:00:00Z" && found.reason == "first result")
    #expect(baselines.acceptance(of: "figure") == nil)
    #expect(
      try log(in: folder.url) == "1970-01-01T00:00:00Z\tfigure-1 (data)\tc0ffee\tfirst result\n"
        + "1970-01-01T00:00:00Z\tfigure-10 (data)\tc0ffee\tfirst result\n", "a line an output")
  }

  private func log(in folder: URL) throws -> String {
    try String(contentsOf: folder.appendingPathComponent("accepted.log"), encoding: .utf8)
  }

  private func log(_ text: String, in folder: URL) throws {
    try Data(text.utf8).write(to: folder.appendingPathComponent("accepted.log"))
  }

  /// Each picture is a tile of one color, its file's first byte.
  private func comparer() -> OutputComparer {
    OutputComparer(chapter: "lasso", tolerances: []) { data in
      PixelImage(width: 16, height: 16, pixels: [UInt8](repeating: data[0], count: 16 * 16 * 4))
    }
  }

  /// Of desktops, editors, office programs and file systems.
  @Test(arguments: [
    ".DS_Store", "figures/.DS_Store", "tables/table-1.csv~", "tables/.~lock.table-1.csv#",
    "tables/#table-1.csv#", "tables/.table-1.csv.swp", "Thumbs.db", "desktop.ini",
    "figures/._figure-1.png", "tables/table-1 (copy).csv", "tables/table-1.csv.orig"
  ])
  func filesThatNoAcceptanceSpeaksOfArePassedOver(name: String) throws {
    let folder = try TemporaryDirectory()
    let output = folder.url.appendingPathComponent("output")
    let baselines = BaselineFolder(url: folder.url.appendingPathComponent("baselines"))
    let contents = ["tables/table-1.csv": "x\n1\n"]
    try accept("table-1", contents, in: baselines)
    for folder in [output, baselines.url] {
      for part in ["tables", "figures"] {
        try FileManager.default.createDirectory(
          at: folder.appendingPathComponent(part), withIntermediateDirectories: true)
      }
      try Data("x\n1\n".utf8).write(to: folder.appendingPathComponent("tables/table-1.csv"))
      try Data("stray".utf8).write(to: folder.appendingPathComponent(name))
    }
    let made = MadeOutput(
      name: "table-1", kind: "table", files: ["tables/table-1.csv"], origin: Self.origin)
    var comparer = comparer()
    let found = try comparer.compare([made], in: output, with: baselines)
    #expect(found.map(\.verdict) == [.same])
    try accept("table-1", ["tables/table-1.csv": "x\n2\n"], in: baselines)
    _ = try baselines.remove("table-1", commit: "c0ffee", at: epoch, reason: "why")
    let left = baselines.url.appendingPathComponent(name).path
    #expect(FileManager.default.contents(atPath: left) == Data("stray".utf8), "not ours to touch")
  }

  @Test func aBaselineWithoutAnAcceptanceIsRefused() throws {
    let folder = try TemporaryDirectory()
    let output = folder.url.appendingPathComponent("output")
    let baselines = BaselineFolder(url: folder.url.appendingPathComponent("baselines"))
    try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
    try accept("t", ["t.csv": "x\n1\n"], in: baselines)
    for (name, text) in ["t.csv": "x\n1\n", "t.json": "[]"] {
      try Data(text.utf8).write(to: output.appendingPathComponent(name))
    }
    let made = MadeOutput(name: "t", kind: "table", files: ["t.csv"], origin: Self.origin)
    func refusal(_ made: MadeOutput) throws -> String? {
      var comparer = comparer()
      return try comparer.compare([made], in: output, with: baselines).first?.refusal
    }
    #expect(try refusal(made) == nil)
    var both = made
    both.files.append("t.json")
    try Data("[]".utf8).write(to: baselines.url.appendingPathComponent("t.json"))
    #expect(try refusal(both) == "given the file 't.json' without an acceptance")
    try Data("x\n2\n".utf8).write(to: baselines.url.appendingPathComponent("t.csv"))
    #expect(try refusal(made) == "changed in its file 't.csv' without an acceptance")
    try FileManager.default.removeItem(at: baselines.url.appendingPathComponent("t.csv"))
    #expect(try refusal(made) == "stripped of its file 't.csv' without an acceptance")
    try Data("x\n1\n".utf8).write(to: baselines.url.appendingPathComponent("t.csv"))
    let record = baselines.url.appendingPathComponent("provenance.json")
    let text = try String(contentsOf: record, encoding: .utf8)
    try FileManager.default.removeItem(at: record)
    #expect(try refusal(made) == "recorded without its code, data and profile")
    // An acceptance would remove what it lists.
    try Data(text.replacing("t.csv", with: "../output/t.csv").utf8).write(to: record)
    #expect(throws: BaselineFailure.brokenRecord(path: record.path)) { try refusal(made) }
  }

  @Test func aPictureDrawnByOtherLibrariesIsNamedAsSuch() throws {
    let folder = try TemporaryDirectory()
    let output = folder.url.appendingPathComponent("output")
    let baselines = BaselineFolder(url: folder.url.appendingPathComponent("baselines"))
    try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
    var origin = Self.origin
    origin.libraries = ["Cairo": "1.16.0", "Pango": "1.50.12"]
    let contents = ["f.csv": Data("x\n1\n".utf8), "f.png": Data([0])]
    _ = try baselines.accept("f", contents: contents, origin: origin, at: epoch, reason: "why")
    try Data([255]).write(to: output.appendingPathComponent("f.png"))
    var made = MadeOutput(name: "f", kind: "figure", files: ["f.csv", "f.png"], origin: origin)
    func compare(_ csv: String) throws -> OutputComparison {
      try Data(csv.utf8).write(to: output.appendingPathComponent("f.csv"))
      var comparer = comparer()
      return try #require(try comparer.compare([made], in: output, with: baselines).first)
    }
    #expect(try compare("x\n1\n").verdict == .pictureChanged)
    made.origin.libraries?["Pango"] = "1.56.3"
    let found = try compare("x\n1\n")
    #expect(found.verdict == .drawnByOthers && !found.verdict.isDifference)
    #expect(
      found.sentence.hasPrefix(
        "Drawn by Pango 1.56.3 in place of 1.50.12, and the picture changed; the data are the same."
      ))
    let report = ComparisonReport(
      profile: "smoke", provenance: [], claims: [], outputs: [found], tolerances: [])
    #expect(report.exitStatus == 0)
    #expect(
      report.heading
        == "All 1 outputs agree with their baselines in their data; 1 picture drawn by Pango 1.56.3 in "
        + "place of 1.50.12 differs")
    let other = try compare("x\n2\n")
    #expect(other.verdict == .dataAndPictureChanged)
    #expect(other.sentence.hasSuffix("Drawn by Pango 1.56.3 in place of 1.50.12."))
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
    var comparer = comparer()
    let made = ["new", "same"].map {
      MadeOutput(name: $0, kind: "table", files: ["\($0).csv"], origin: Self.origin)
    }
    let found = try comparer.compare(made, in: output, with: baselines)
    #expect(found.map(\.name) == ["new", "same", "gone", "left-over"])
    #expect(found.map(\.verdict) == [.extra, .same, .missing, .missing])
    #expect(
      try log(in: baselines.url) == "1970-01-01T00:00:00Z\tgone (data)\tc0ffee\tfirst result\n"
        + "1970-01-01T00:00:00Z\tleft-over (data)\tc0ffee\tfirst result\n"
        + "1970-01-01T00:00:00Z\tsame (data)\tc0ffee\tfirst result\n")
  }

  @Test func anAcceptanceSaysWhatChanged() throws {
    let folder = try TemporaryDirectory()
    let baselines = BaselineFolder(url: folder.url)
    func take(_ contents: [String: String], _ origin: BaselineOrigin = Self.origin) throws
      -> String?
    {
      try baselines.accept(
        "f", contents: contents.mapValues { Data($0.utf8) }, origin: origin, at: epoch,
        reason: "why")
    }
    #expect(try take(["f.csv": "1", "f.png": "2"]) == "f (data, picture)")
    #expect(try take(["f.csv": "1", "f.png": "2"]) == nil, "nothing changed")
    #expect(try take(["f.csv": "1", "f.png": "3"]) == "f (picture)")
    var newer = Self.origin
    newer.code["convex"] = "3"
    #expect(try take(["f.csv": "1", "f.png": "3"], newer) == "f (provenance)")
    #expect(try take(["f.csv": "1"], newer) == "f (picture)")
    #expect(try baselines.record().outputs["f"]?.files.keys.sorted() == ["f.csv"])
    #expect(
      try baselines.remove("f", commit: "c0ffee", at: epoch, reason: "why") == "f (removed)")
    #expect(try baselines.record().outputs.isEmpty)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    #expect(files.sorted() == ["accepted.log", "provenance.json"])
    newer.numerics = "native"
    #expect(throws: BaselineFailure.nativeOutput(name: "f", numerics: "native")) {
      try take(["f.csv": "1"], newer)
    }
    #expect(throws: BaselineFailure.emptyReason(name: "f")) {
      try baselines.accept(
        "f", contents: [:], origin: Self.origin, at: epoch, reason: " \n ")
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

  /// Among differences of one kind the largest comes first, and a figure's are counted curve by curve.
  @Test func theLargestChangeComesFirst() {
    func change(_ place: String, _ relative: Double?) -> DataChange {
      DataChange(file: "f.csv", place: place, before: "1", now: "2", relative: relative)
    }
    func output(_ name: String, _ changes: [DataChange]) -> OutputComparison {
      OutputComparison(
        name: name, kind: "figure", chapter: "lasso",
        data: DataComparison(level: .changed, changes: changes))
    }
    let small = output("small", [change("a, NDGM, x 1: y", 0.1), change("label", nil)])
    let large = output(
      "large",
      [
        change("a, NDGM, x 1: y", 0.2), change("row b, GD, x 2", nil),
        change("row b, GD, x 2.5: y", 0.9)
      ])
    let report = ComparisonReport(
      profile: "smoke", provenance: [], claims: [],
      outputs: [output("none", []), small, large, output("other", [])], tolerances: [])
    #expect(report.outputs.map(\.name) == ["large", "small", "none", "other"])
    #expect(report.largest?.output.name == "large")
    #expect(report.largest?.change.relative == 0.9)
    #expect(report.notes.first == "largest change: large, row b, GD, x 2.5: y: 2, before 1")
    let series = large.data?.series ?? []
    #expect(series.map(\.name) == ["b, GD", "a, NDGM"])
    #expect(series.map(\.count) == [2, 1])
    #expect(series.map(\.largest) == [0.9, 0.2])
    #expect(small.data?.series.count == 1 && small.data?.largest?.relative == 0.1)
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
          data: DataComparison(level: .changed, changes: [change]), causes: ["Run x is new."])
      ], tolerances: [])
    #expect(report.outputs.map(\.name) == ["t", "f", "a"], "failed first, data before pictures")
    #expect(report.exitStatus == 1)
    #expect(report.heading == "2 of 3 outputs differ from their baselines")
    let html = ComparePage(
      report,
      material: .init(
        picture: { _, accepted in accepted ? nil : Data([1, 2, 3]) }, address: { "../\($0).png" },
        place: { $0.name == "t" ? "../report.html#t" : nil },
        acceptance: { $0.name == "a" ? ("2026-01-02", "it is <right>") : nil },
        advice: { $0.name == "t" ? ("To take it", "make accept NAME=t REASON=\"...\"") : nil })
    ).html
    #expect(
      html.contains("<a href=\"#output-t\">t</a>, a&lt;b: y: 2, before 1 (50 % of its size)."))
    #expect(html.contains("<a href=\"../report.html#t\">in the report"))
    #expect(html.contains("<td>2026-01-02</td><td>it is &lt;right&gt;</td>"))
    #expect(html.contains("<p class=cause>Run x is new.</p>"))
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
        ## smoke: 2 of 3 outputs differ from their baselines

        | claim | before | now |
        |---|---|---|
        | 4.2 | not there | reproduced |

        | output | what |
        |---|---|
        | t | The data changed. 1 change in the data, first a&lt;b: y: 2, before 1. |
        """))
  }
}
