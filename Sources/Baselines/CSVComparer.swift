/// Compares two CSV files cell by cell: numbers within a tolerance, the text around them exactly.
public struct CSVComparer: Sendable {
  public var tolerance: DataTolerance

  public init(tolerance: DataTolerance = DataTolerance()) { self.tolerance = tolerance }

  /// - Parameters:
  ///   - path: Names the output in the result.
  ///   - actual: The output's text.
  ///   - baseline: The accepted text.
  public func compare(path: String, actual: String, baseline: String) -> Comparison {
    if actual == baseline { return Comparison(path: path, outcome: .identical) }
    let rows = Self.rows(of: actual)
    let expected = Self.rows(of: baseline)
    guard rows.count == expected.count else {
      return Comparison(
        path: path, outcome: .different,
        detail: "\(rows.count) rows, expected \(expected.count)", score: 1)
    }
    let text = TextComparer(tolerance: tolerance)
    var worst = (score: 0.0, detail: "")
    for (index, (row, other)) in zip(rows, expected).enumerated() {
      guard row.count == other.count else {
        return Comparison(
          path: path, outcome: .different,
          detail: "row \(index + 1): \(row.count) cells, expected \(other.count)", score: 1)
      }
      for (column, (cell, wanted)) in zip(row, other).enumerated() where cell != wanted {
        let score = text.distance(cell, wanted)
        if score > worst.score {
          worst = (score, "row \(index + 1), cell \(column + 1): \(cell), expected \(wanted)")
        }
      }
    }
    return Comparison(
      path: path, outcome: worst.score > 0 ? .different : .withinTolerance, detail: worst.detail,
      score: worst.score)
  }

  /// The cells of each row; quoted cells may hold commas, line ends and doubled quotes.
  static func rows(of text: String) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var cell = ""
    var quoted = false
    var pendingQuote = false
    for character in text {
      if quoted {
        if pendingQuote {
          pendingQuote = false
          if character == "\"" {
            cell.append("\"")
            continue
          }
          quoted = false
        } else if character == "\"" {
          pendingQuote = true
          continue
        } else {
          cell.append(character)
          continue
        }
      }
      switch character {
      case "\"" where cell.isEmpty: quoted = true
      case ",":
        row.append(cell)
        cell = ""
      case "\n", "\r\n":
        row.append(cell)
        rows.append(row)
        (row, cell) = ([], "")
      default: cell.append(character)
      }
    }
    if !cell.isEmpty || !row.isEmpty {
      row.append(cell)
      rows.append(row)
    }
    return rows
  }
}
