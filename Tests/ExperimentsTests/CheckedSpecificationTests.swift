import Experiments
import Foundation
import Support
import Testing

/// Ranges that are stated once, and bytes that follow a changed specification.
@Suite struct CheckedSpecificationTests {
  private struct Table: Codable, Sendable, CheckedSpecification {
    var rows = 10
    var rate = 0.5
    var ranges: [FieldRange] {
      [.whole("rows", rows, 1...1000, "rows"), .number("rate", rate, 0...1)]
    }
    func checkTogether() throws(SpecificationError) {
      try SpecificationError.require(rows != 13, "rows", rows, "another number")
    }
    var memoryBytes: Int { rows << 22 }
  }

  private func experiment() throws -> Experiment {
    try Experiment("T", kind: "convex", specification: Table()) { table, _ in table.rows }
  }

  @Test(arguments: [
    ("T.rows=0", "Field 'rows': 0, expected 1 to 1000 rows. Correct the value."),
    ("T.rows=13", "Field 'rows': 13, expected another number. Correct the value."),
    ("T.rate=1e300", "Field 'rate': 1e+300, expected 0 to 1. Correct the value.")
  ])
  func aValueOutOfRangeIsRefusedByItsName(text: String, sentence: String) throws {
    let variation = try Variation(parsing: [text])
    let error = #expect(throws: VariationError.self) {
      try variation.apply(to: [experiment()])
    }
    #expect(error?.description.hasSuffix(sentence) == true)
  }

  @Test func memoryFollowsTheSpecification() throws {
    #expect(try experiment().memoryBytes == 10 << 22)
    let changed = try Variation(parsing: ["T.rows=1000"]).apply(to: [experiment()]).experiments[0]
    #expect(changed.memoryBytes == 1000 << 22)
    #expect(try !experiment().runsAlone && changed.runsAlone)
  }

  @Test func rangesKnowListsAndWhatIsNoNumber() {
    #expect(!FieldRange.number("x", .nan, 0...1).holds)
    #expect(FieldRange.number("x", nil, 0...1).holds)
    #expect(FieldRange.whole("x", each: [1, 5, 9], 1...4).found == "5")
    #expect(FieldRange.count("x", 0, 1...3, "seeds").expected == "1 to 3 seeds")
    #expect(FieldRange.count("x", 1, 2...2, "points").expected == "2 points")
  }
}
