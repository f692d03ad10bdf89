import Baselines
import Foundation
import TestSupport
import Testing

/// Stated tolerances: what the file may say, and what is said of slack.
@Suite struct ToleranceTests {
  private func read(_ text: String) throws -> [StatedTolerance] {
    let folder = try TemporaryDirectory()
    let file = folder.url.appendingPathComponent(ToleranceFile.name)
    try Data(text.utf8).write(to: file)
    do {
      return try ToleranceFile(readingFrom: file).entries
    } catch BaselineFailure.tolerance(_, let entry, let found, let expected) {
      throw BaselineFailure.tolerance(file: "f", entry: entry, found: found, expected: expected)
    }
  }

  @Test func aFileIsReadAsItStands() throws {
    let entries = try read(
      """
      {"data": [{"output": "figure-3", "column": "y", "numerics": "native", "relative": 0.1,
                 "largestDrift": 0.05, "reason": "OpenBLAS"}],
       "pictures": [{"output": "figure-3", "worstTile": 0.02, "largestDrift": 0.01, "reason": "fonts"}]}
      """)
    #expect(
      entries == [
        StatedTolerance(
          output: "figure-3", column: "y", numerics: "native", measure: .relative, limit: 0.1,
          largestDrift: 0.05, reason: "OpenBLAS"),
        StatedTolerance(
          output: "figure-3", column: nil, measure: .worstTile, limit: 0.02, largestDrift: 0.01,
          reason: "fonts")
      ])
    #expect(entries[0].applies(profile: "quick", numerics: "native"))
    #expect(!entries[0].applies(profile: "quick", numerics: "portable"))
    #expect(entries[0].covers(output: "figure-3", column: "y"))
    #expect(!entries[0].covers(output: "figure-3", column: nil))
    #expect(entries[1].covers(output: "figure-3", column: nil))
    let none = try TemporaryDirectory().url.appendingPathComponent("none.json")
    #expect(try ToleranceFile(readingFrom: none).entries.isEmpty)
  }

  private static let start = #"{"data": [{"output": "f", "column": "y", "#

  @Test(arguments: [
    ("[]", "file", "not a JSON object", "lists 'data' and 'pictures'"),
    (#"{"date": []}"#, "date", "an array of 0", "only the lists 'data' and 'pictures'"),
    (#"{"data": [1]}"#, "data[0]", "1.0", "an object"),
    (
      start + #""reason": "r", "largestDrift": 0}]}"#, "data[0]", "no limit",
      "either 'absolute' or 'relative'"
    ),
    (
      start + #""relative": 1, "absolute": 1, "reason": "r", "largestDrift": 0}]}"#, "data[0]",
      "two limits", "either 'absolute' or 'relative'"
    ),
    (
      start + #""relative": 1, "reason": " ", "largestDrift": 0}]}"#, "data[0]", "no reason",
      "why the output may differ from its baseline"
    ),
    (
      start + #""relative": 1, "reason": "r"}]}"#, "data[0]", "'largestDrift' missing",
      "a number, 0 or more"
    ),
    (
      start + #""relative": 1, "reason": "r", "largestDrift": 2}]}"#, "data[0]",
      "the largest drift 2.0 beyond the limit 1.0", "one within it"
    ),
    (
      start + #""relative": 0, "reason": "r", "largestDrift": 0}]}"#, "data[0]", "the limit 0",
      "more, since data are exact without an entry"
    ),
    (
      start + #""relative": 1, "reasons": "r", "largestDrift": 0}]}"#, "data[0]", "'reasons'",
      "one of output, profile, numerics, largestDrift, reason, absolute, relative, column"
    ),
    (
      #"{"data": [{"output": "f", "relative": 1, "reason": "r", "largestDrift": 0}]}"#, "data[0]",
      "no 'column'", "a column or a value's path"
    ),
    (
      #"{"pictures": [{"worstTile": 1, "reason": "r", "largestDrift": 0}]}"#, "pictures[0]",
      "no 'output'", "a name"
    )
  ])
  func aFaultIsNamed(text: String, entry: String, found: String, expected: String) {
    #expect(
      throws: BaselineFailure.tolerance(file: "f", entry: entry, found: found, expected: expected)
    ) { try read(text) }
  }

  @Test(
    arguments: [
      (0.01, 0.008, 0.008, nil),
      (0.01, 0.008, 0.009, "The largest drift yet: set largestDrift to 0.009."),
      (0.01, 0.001, 0.0005, "Slack: 10 times the largest drift ever seen."),
      (0.01, 0, 0, "Slack: no drift was ever seen, so that it can go."),
      (0.01, 0.008, 0.02, "Exceeded."),
      (0.01, 0.008, nil, "Nothing is held to it: no such output or column.")
    ] as [(Double, Double, Double?, String?)])
  func slackAndNewDriftsAreSaid(limit: Double, largest: Double, now: Double?, notice: String?) {
    let tolerance = StatedTolerance(
      output: "f", column: "y", measure: .relative, limit: limit, largestDrift: largest,
      reason: "a test")
    let use = ToleranceUse(chapter: "lasso", tolerance: tolerance, drift: now, place: "")
    #expect(use.notice == notice)
  }
}
