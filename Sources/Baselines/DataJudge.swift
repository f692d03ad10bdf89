/// Holds the cells and values of one output to its tolerances, and keeps what it finds.
package struct DataJudge {
  let output: String
  let tolerances: [StatedTolerance]
  package private(set) var changes: [DataChange] = []
  /// By the position of a tolerance: the largest drift of what was held to it, and where.
  package private(set) var drifts: [Int: (drift: Double, place: String)] = [:]
  private var positions: [String: Int?] = [:]

  package init(output: String, tolerances: [StatedTolerance]) {
    (self.output, self.tolerances) = (output, tolerances)
  }

  /// Whether anything was not equal, though within its tolerance.
  package var hasDrift: Bool { drifts.values.contains { $0.drift > 0 } }

  mutating func hold(_ now: Double, to before: Double, column: String, place: String, file: String)
  {
    guard let drift = drift(now, before, column: column, place: place) else { return }
    note(drift, "\(before)", "\(now)", place, file)
  }

  /// Texts: the numbers in them within the tolerance, all else exactly.
  mutating func hold(_ now: String, to before: String, column: String, place: String, file: String)
  {
    // Also where they agree, so that a tolerance that covers them counts as used.
    let pairs = now == before ? [] : TextPairs(now, before).numbers
    guard let pairs else {
      return changes.append(DataChange(file: file, place: place, before: before, now: now))
    }
    var worst: (absolute: Double, relative: Double)?
    if pairs.isEmpty { _ = drift(0, 0, column: column, place: place) }
    for (a, b) in pairs {
      guard let found = drift(a, b, column: column, place: place) else { continue }
      if found.relative > worst?.relative ?? -1 { worst = found }
    }
    if let worst { note(worst, before, now, place, file) }
  }

  /// Something that only one side has.
  mutating func only(_ before: String?, _ now: String?, place: String, file: String) {
    changes.append(DataChange(file: file, place: place, before: before, now: now))
  }

  private mutating func note(
    _ drift: (absolute: Double, relative: Double), _ before: String, _ now: String,
    _ place: String, _ file: String
  ) {
    let isFinite = drift.absolute.isFinite
    changes.append(
      DataChange(
        file: file, place: place, before: before, now: now,
        absolute: isFinite ? drift.absolute : nil, relative: isFinite ? drift.relative : nil))
  }

  /// Both distances when they exceed the tolerance, else nil.
  private mutating func drift(
    _ now: Double, _ before: Double, column: String, place: String
  ) -> (absolute: Double, relative: Double)? {
    let position = position(of: column)
    let tolerance = position.map { tolerances[$0].numeric } ?? .exact
    let drift = tolerance.drift(now, before)
    if let position, drift >= drifts[position]?.drift ?? 0 { drifts[position] = (drift, place) }
    guard drift > tolerance.limit else { return nil }
    return (
      NumericTolerance(.absolute, 0).drift(now, before),
      NumericTolerance(.relative, 0).drift(now, before)
    )
  }

  private mutating func position(of column: String) -> Int? {
    if let known = positions[column] { return known }
    let found = tolerances.firstIndex { $0.covers(output: output, column: column) }
    positions[column] = .some(found)
    return found
  }
}
