import Foundation
import Support

/// Compares two JSON documents value by value. The items of `rows` are named by `columns` where the
/// document has both, as the report's tables do.
struct JSONComparer {
  let file: String
  /// Keys whose values differ from run to run, such as times and the machine's name.
  var ignoredKeys: Set<String> = ["provenance"]

  /// - Throws: `BaselineFailure.unreadable` where either text is not JSON.
  func compare(
    _ now: Data, with before: Data, judge: inout DataJudge
  ) throws(BaselineFailure) {
    walk(try value(of: now), try value(of: before), at: "", column: "", judge: &judge)
  }

  private func value(of data: Data) throws(BaselineFailure) -> JSONValue {
    do {
      return try JSONDecoder().decode(JSONValue.self, from: data)
    } catch {
      throw .unreadable(path: file, found: "not JSON", expected: "JSON")
    }
  }

  /// - Parameters:
  ///   - place: Names the value to a reader.
  ///   - column: Names it to the tolerances.
  private func walk(
    _ now: JSONValue, _ before: JSONValue, at place: String, column: String, judge: inout DataJudge
  ) {
    let name = place.isEmpty ? "the document" : place
    switch (now, before) {
    case (.object(let a), .object(let b)):
      for key in Set(a.keys).union(b.keys).sorted() where !ignoredKeys.contains(key) {
        let inner = place.isEmpty ? key : "\(place).\(key)"
        if key == "rows", place.isEmpty, let names = Self.texts(b["columns"]),
          let (x, y) = Self.tables(a[key], b[key])
        {
          table(x, y, names, judge: &judge)
        } else if let x = a[key], let y = b[key] {
          walk(x, y, at: inner, column: inner, judge: &judge)
        } else {
          judge.only(b[key]?.summary, a[key]?.summary, place: inner, file: file)
        }
      }
    case (.array(let a), .array(let b)):
      guard a.count == b.count else {
        return judge.only(before.summary, now.summary, place: name, file: file)
      }
      for (index, (x, y)) in zip(a, b).enumerated() {
        walk(x, y, at: "\(place)[\(index)]", column: column, judge: &judge)
      }
    case (.string(let a), .string(let b)):
      judge.hold(a, to: b, column: column, place: name, file: file)
    default:
      if let a = now.double, let b = before.double {
        judge.hold(a, to: b, column: column, place: name, file: file)
      } else if now != before {
        judge.only(before.summary, now.summary, place: name, file: file)
      }
    }
  }

  private func table(
    _ now: [[JSONValue]], _ before: [[JSONValue]], _ columns: [String], judge: inout DataJudge
  ) {
    guard now.map(\.count) == before.map(\.count) else {
      let size = { (rows: [[JSONValue]]) in Wording.count(rows.count, "row") }
      return judge.only(size(before), size(now), place: "rows", file: file)
    }
    for (index, (row, other)) in zip(now, before).enumerated() {
      for (position, (x, y)) in zip(row, other).enumerated() {
        let column = position < columns.count ? columns[position] : "\(position)"
        walk(x, y, at: "rows[\(index)]: \(column)", column: column, judge: &judge)
      }
    }
  }

  private static func texts(_ value: JSONValue?) -> [String]? {
    guard case .array(let items)? = value else { return nil }
    let texts = items.compactMap { item -> String? in
      guard case .string(let text) = item else { return nil }
      return text
    }
    return texts.count == items.count ? texts : nil
  }

  private static func tables(
    _ now: JSONValue?, _ before: JSONValue?
  ) -> ([[JSONValue]], [[JSONValue]])? {
    func rows(_ value: JSONValue?) -> [[JSONValue]]? {
      guard case .array(let items)? = value else { return nil }
      let rows = items.compactMap { item -> [JSONValue]? in
        guard case .array(let cells) = item else { return nil }
        return cells
      }
      return rows.count == items.count ? rows : nil
    }
    guard let a = rows(now), let b = rows(before) else { return nil }
    return (a, b)
  }
}

extension JSONValue {
  /// Of a number, however it is written.
  var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// A few words for messages.
  var summary: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .integer, .number: double.map { "\($0)" } ?? ""
    case .string(let value): "'\(Wording.printable(value, limit: 60))'"
    case .array(let items): "an array of \(items.count)"
    case .object(let members): "an object of \(members.count)"
    }
  }
}
