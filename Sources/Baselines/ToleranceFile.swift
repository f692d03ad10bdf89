import Foundation
import Support

/// The tolerances of one chapter, `Chapters/<Name>/Baselines/tolerances.json`:
///
///     {"data": [{"output": "figure-3", "column": "y", "profile": "quick", "numerics": "native",
///                "relative": 1e-4, "largestDrift": 3e-5, "reason": "..."}],
///      "pictures": [{"output": "figure-3", "worstTile": 0.02, "largestDrift": 0.012, "reason": "..."}]}
///
/// `profile` and `numerics` may be left out; of several that cover a column, the first applies. Data
/// that none covers are exact, pictures that none covers are held to `StatedTolerance.picture`.
public struct ToleranceFile: Sendable {
  public static let name = "tolerances.json"

  public let entries: [StatedTolerance]

  public init(entries: [StatedTolerance] = []) { self.entries = entries }

  /// Reads `url`; no entries where there is no such file.
  ///
  /// - Throws: `BaselineFailure.tolerance` with what is wrong in the first entry that is.
  public init(readingFrom url: URL) throws(BaselineFailure) {
    let data: Data?
    do throws(FileError) {
      data = try RegularFile.contents(ifPresent: url)
    } catch {
      throw .tolerance(
        file: url.path, entry: "file", found: error.reason, expected: "a file that can be read")
    }
    guard let data else {
      entries = []
      return
    }
    guard case .object(let document)? = try? JSONDecoder().decode(JSONValue.self, from: data)
    else {
      throw .tolerance(
        file: url.path, entry: "file", found: "not a JSON object",
        expected: "lists 'data' and 'pictures'")
    }
    var entries: [StatedTolerance] = []
    for (key, value) in document.sorted(by: { $0.key < $1.key }) {
      guard ["data", "pictures"].contains(key), case .array(let items) = value else {
        throw .tolerance(
          file: url.path, entry: key, found: value.summary,
          expected: "only the lists 'data' and 'pictures'")
      }
      for (index, item) in items.enumerated() {
        entries.append(
          try EntryReader(file: url.path, place: "\(key)[\(index)]", isPicture: key == "pictures")
            .read(item))
      }
    }
    self.entries = entries
  }
}

/// Reads one entry and says what is wrong with it.
private struct EntryReader {
  let file: String
  let place: String
  let isPicture: Bool

  func read(_ value: JSONValue) throws(BaselineFailure) -> StatedTolerance {
    guard case .object(let members) = value else { throw fault(value.summary, "an object") }
    let measures: [StatedTolerance.Measure] = isPicture ? [.worstTile] : [.absolute, .relative]
    let known =
      ["output", "profile", "numerics", "largestDrift", "reason"] + measures.map(\.rawValue)
      + (isPicture ? [] : ["column"])
    if let key = members.keys.sorted().first(where: { !known.contains($0) }) {
      throw fault("'\(key)'", "one of \(known.joined(separator: ", "))")
    }
    let given = measures.filter { members[$0.rawValue] != nil }
    guard given.count == 1, let measure = given.first else {
      throw fault(
        given.isEmpty ? "no limit" : "two limits",
        isPicture ? "'worstTile'" : "either 'absolute' or 'relative'")
    }
    guard let output = try text("output", members) else { throw fault("no 'output'", "a name") }
    let column = try text("column", members)
    guard isPicture || column != nil else {
      throw fault("no 'column'", "a column or a value's path")
    }
    guard let reason = try text("reason", members),
      !reason.allSatisfy(\.isWhitespace)
    else { throw fault("no reason", "why the output may differ from its baseline") }
    let limit = try number(measure.rawValue, members)
    let drift = try number("largestDrift", members)
    guard limit > 0 else {
      throw fault("the limit 0", "more, since data are exact without an entry")
    }
    guard drift <= limit else {
      throw fault("the largest drift \(drift) beyond the limit \(limit)", "one within it")
    }
    let numerics = try text("numerics", members)
    guard numerics.map({ ["portable", "native"].contains($0) }) ?? true else {
      throw fault("numerics '\(numerics ?? "")'", "portable or native")
    }
    return StatedTolerance(
      output: output, column: column, profile: try text("profile", members), numerics: numerics,
      measure: measure, limit: limit, largestDrift: drift, reason: reason)
  }

  private func text(
    _ key: String, _ members: [String: JSONValue]
  ) throws(BaselineFailure) -> String? {
    guard let value = members[key] else { return nil }
    guard case .string(let text) = value else { throw fault("'\(key)' \(value.summary)", "a text") }
    return text
  }

  private func number(
    _ key: String, _ members: [String: JSONValue]
  ) throws(BaselineFailure) -> Double {
    guard let number = members[key]?.double, number >= 0 else {
      throw fault("'\(key)' \(members[key]?.summary ?? "missing")", "a number, 0 or more")
    }
    return number
  }

  private func fault(_ found: String, _ expected: String) -> BaselineFailure {
    .tolerance(file: file, entry: place, found: found, expected: expected)
  }
}
