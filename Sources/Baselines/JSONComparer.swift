import Foundation

/// Compares two JSON documents value by value: numbers, also those within text, within a tolerance,
/// all else exactly.
public struct JSONComparer: Sendable {
  public var tolerance: DataTolerance
  /// Keys whose values differ from run to run, such as times and the machine's name.
  public var ignoredKeys: Set<String>

  public init(
    tolerance: DataTolerance = DataTolerance(), ignoredKeys: Set<String> = ["provenance"]
  ) {
    (self.tolerance, self.ignoredKeys) = (tolerance, ignoredKeys)
  }

  /// - Throws: `BaselineFailure.unreadable` where either text is not JSON.
  public func compare(
    path: String, actual: Data, baseline: Data
  ) throws(BaselineFailure) -> Comparison {
    if actual == baseline { return Comparison(path: path, outcome: .identical) }
    let value = try Self.value(of: actual, path: path)
    let expected = try Self.value(of: baseline, path: path)
    var worst = (score: 0.0, detail: "")
    walk(value, expected, at: "", worst: &worst)
    return Comparison(
      path: path, outcome: worst.score > 0 ? .different : .withinTolerance, detail: worst.detail,
      score: worst.score)
  }

  private static func value(of data: Data, path: String) throws(BaselineFailure) -> JSONValue {
    do {
      return try JSONDecoder().decode(JSONValue.self, from: data)
    } catch {
      throw .unreadable(path: path, found: "not JSON", expected: "JSON")
    }
  }

  private func walk(
    _ a: JSONValue, _ b: JSONValue, at place: String, worst: inout (score: Double, detail: String)
  ) {
    func note(_ score: Double, _ found: String, _ expected: String) {
      guard score > worst.score else { return }
      worst = (score, "\(place.isEmpty ? "the document" : place): \(found), expected \(expected)")
    }
    switch (a, b) {
    case (.object(let a), .object(let b)):
      for key in Set(a.keys).union(b.keys).sorted() where !ignoredKeys.contains(key) {
        let inner = place.isEmpty ? key : "\(place).\(key)"
        if let x = a[key], let y = b[key] {
          walk(x, y, at: inner, worst: &worst)
        } else if worst.score < 1 {
          let found = a[key] == nil ? "missing, expected a value" : "present, expected no such key"
          worst = (1, "\(inner): \(found)")
        }
      }
    case (.array(let a), .array(let b)):
      guard a.count == b.count else { return note(1, "\(a.count) items", "\(b.count)") }
      for (index, (x, y)) in zip(a, b).enumerated() {
        walk(x, y, at: "\(place)[\(index)]", worst: &worst)
      }
    case (.number(let a), .number(let b)):
      if !tolerance.admits(a, b) { note(tolerance.distance(a, b), "\(a)", "\(b)") }
    case (.text(let a), .text(let b)):
      let score = TextComparer(tolerance: tolerance).distance(a, b)
      if score > 0 { note(score, "'\(a.prefix(60))'", "'\(b.prefix(60))'") }
    default:
      if a != b { note(1, a.summary, b.summary) }
    }
  }
}
