import Baselines
import Foundation
import TestSupport
import Testing

/// Numbers and texts against their baselines.
@Suite struct DataComparisonTests {
  private static let loose = StatedTolerance(
    output: "f", column: "y", measure: .relative, limit: 1e-3, largestDrift: 1e-4, reason: "a test")

  private func compare(
    _ path: String, _ now: String, _ before: String, _ tolerances: [StatedTolerance] = []
  ) throws -> DataJudge {
    var judge = DataJudge(output: "f", tolerances: tolerances)
    try judge.hold(path: path, now: Data(now.utf8), to: Data(before.utf8))
    return judge
  }

  @Test(arguments: [
    ("x,y\n1,2\n", "x,y\n1,2\n", [String]()),
    ("x,y\n1,2.0\n", "x,y\n1,2\n", []),
    ("x,y\n1,2.0000000000000004\n", "x,y\n1,2\n", ["x 1: y: 2.0000000000000004, before 2"]),
    ("x,y\n1,2\n3,4\n", "x,y\n1,2\n", ["row x 3: new, 3, 4"]),
    ("x,y\n3,4\n", "x,y\n1,2\n3,4\n", ["row x 1: gone, before 1, 2"]),
    ("x,y,z\n1,2,3\n", "x,y\n1,2\n", ["column 'z': new, z"]),
    ("x,z\n1,2\n", "x,y\n1,2\n", ["column 'y': gone, before y", "column 'z': new, z"]),
    ("y,x\n2,1\n", "x,y\n1,2\n", []),
    ("x,y\n1,nan\n", "x,y\n1,2\n", ["x 1: y: nan, before 2"]),
    ("x,y\n1,nan\n", "x,y\n1,nan\n", []),
    ("a,b\n\"x, y\",\"p,q\"\n", "a,b\n\"x, y\",\"p,r\"\n", ["x, y, p,r: b: p,q, before p,r"]),
    (
      "a,b\nc,1.62 (to 1.71)\n", "a,b\nc,1.62 (to 1.73)\n",
      ["c: b: 1.62 (to 1.71), before 1.62 (to 1.73)"]
    ),
    ("b\n5 of 6\n", "b\n5 in 6\n", ["row 2: b: 5 of 6, before 5 in 6"])
  ])
  func csvIsExactAndNamesTheCell(now: String, before: String, changes: [String]) throws {
    #expect(try compare("f.csv", now, before).changes.map(\.sentence) == changes)
  }

  @Test(arguments: [
    (#"{"a": 1, "provenance": 2}"#, #"{"a": 1, "provenance": 3}"#, [String]()),
    (#"{"a": [1, 2]}"#, #"{"a": [1, 3]}"#, ["a[1]: 2.0, before 3.0"]),
    (#"{"a": [1, 2]}"#, #"{"a": [1]}"#, ["a: an array of 2, before an array of 1"]),
    (#"{"a": {"b": 1}}"#, #"{"a": {}}"#, ["a.b: new, 1.0"]),
    (#"{"a": {}}"#, #"{"a": {"b": 1}}"#, ["a.b: gone, before 1.0"]),
    (#"{"a": "x"}"#, #"{"a": "y"}"#, ["a: x, before y"]),
    (#"{"a": true}"#, #"{"a": null}"#, ["a: true, before null"]),
    (
      #"{"columns": ["n", "y"], "rows": [["s", "2"]]}"#,
      #"{"columns": ["n", "y"], "rows": [["s", "3"]]}"#, ["rows[0]: y: 2, before 3"]
    )
  ])
  func jsonIsExactAndNamesTheValue(now: String, before: String, changes: [String]) throws {
    #expect(try compare("t.json", now, before).changes.map(\.sentence) == changes)
  }

  @Test func brokenJSONNamesTheFile() {
    #expect(throws: BaselineFailure.unreadable(path: "t.json", found: "not JSON", expected: "JSON"))
    {
      try compare("t.json", "{", "{}")
    }
  }

  @Test func aToleranceCoversItsColumnAlone() throws {
    let within = try compare("f.csv", "x,y\n1,2.001\n", "x,y\n1,2\n", [Self.loose])
    #expect(within.changes.isEmpty && within.hasDrift)
    let drift = try #require(within.drifts[0])
    expectClose(drift.drift, 0.001 / 2.001, Tolerance(absolute: 1e-12, relative: 0))
    #expect(drift.place == "x 1: y")
    let beyond = try compare("f.csv", "x,y\n1,2.003\n", "x,y\n1,2\n", [Self.loose])
    let change = try #require(beyond.changes.first)
    expectClose(try #require(change.absolute), 0.003, Tolerance(absolute: 1e-12, relative: 0))
    expectClose(
      try #require(change.relative), 0.003 / 2.003, Tolerance(absolute: 1e-12, relative: 0))
    #expect(try compare("f.csv", "x,z\n1,2.001\n", "x,z\n1,2\n", [Self.loose]).changes.count == 1)
    let text = try compare("f.csv", "y\n2.001 (a)\n", "y\n2 (a)\n", [Self.loose])
    #expect(text.changes.isEmpty, "also the numbers within texts")
  }

  @Test func theFirstToleranceThatCoversApplies() throws {
    let wide = StatedTolerance(
      output: "*", column: "*", measure: .absolute, limit: 1, largestDrift: 0, reason: "a test")
    #expect(try compare("f.csv", "y\n2.5\n", "y\n2\n", [Self.loose, wide]).changes.count == 1)
    #expect(try compare("f.csv", "y\n2.5\n", "y\n2\n", [wide, Self.loose]).changes.isEmpty)
  }

  @Test func theLargestChangesComeFirstAndAllAreCounted() throws {
    let rows = { (factor: Double) in
      "n,y\n"
        + (1...600).map { "\(Character(UnicodeScalar(97 + $0 % 26)!)),\(Double($0) * factor)\n" }
        .joined()
    }
    let judge = try compare("f.csv", rows(2) + "z,9\n", rows(1) + "z,1\n")
    let found = DataComparison(level: .changed, changes: judge.changes)
    #expect(found.changeCount == 601)
    #expect(found.changes.count == DataComparison.listed)
    #expect(found.changes.first?.now == "9")
  }

  @Test(arguments: [
    ("figure-3", "figure-3", true), ("figure-3", "figure-33", false),
    ("figure-*", "figure-3", true),
    ("*", "", true), ("values.F2.*.loss", "values.F2.vgg11.loss", true),
    ("values.F2.*.loss", "values.F2.loss", false), ("a*b*a", "aba", true), ("a*b*a", "ab", false),
    ("a*a", "a", false)
  ])
  func aStarStandsForAnything(pattern: String, text: String, matches: Bool) {
    #expect(Glob(pattern).matches(text) == matches)
  }
}
