/// Compares two CSV files cell by cell, columns by their names in the first row.
struct CSVComparer {
  let file: String

  /// Files of equally many rows are compared row by row. Else a row is found again by its texts and its
  /// `x`, and what only one side has is new or gone.
  func compare(_ now: String, with before: String, judge: inout DataJudge) {
    let rows = Self.rows(of: now)
    let expected = Self.rows(of: before)
    let header = rows.first ?? []
    let wanted = expected.first ?? []
    for name in wanted where !header.contains(name) {
      judge.only(name, nil, place: "column '\(name)'", file: file)
    }
    for name in header where !wanted.contains(name) {
      judge.only(nil, name, place: "column '\(name)'", file: file)
    }
    let columns = wanted.enumerated().compactMap { index, name in
      header.firstIndex(of: name).map { (name: name, now: $0, before: index) }
    }
    for (row, other) in pairs(rows.dropFirst(), expected.dropFirst(), header, wanted, &judge) {
      for column in columns where column.before < other.cells.count {
        let cell = column.now < row.count ? row[column.now] : ""
        let place = "\(other.place): \(column.name)"
        judge.hold(
          cell, to: other.cells[column.before], column: column.name, place: place, file: file)
      }
    }
  }

  private typealias Pair = (now: [String], before: (cells: [String], place: String))

  private func pairs(
    _ now: ArraySlice<[String]>, _ before: ArraySlice<[String]>, _ header: [String],
    _ wanted: [String], _ judge: inout DataJudge
  ) -> [Pair] {
    if now.count == before.count {
      return zip(now, before).enumerated().map { index, pair in
        let place = Self.key(of: pair.1, wanted)
        return (pair.0, (pair.1, place.isEmpty ? "row \(index + 2)" : place))
      }
    }
    var unseen: [String: [[String]]] = [:]
    for row in now.reversed() { unseen[Self.key(of: row, header), default: []].append(row) }
    var pairs: [Pair] = []
    for row in before {
      let key = Self.key(of: row, wanted)
      if let match = unseen[key]?.popLast() {
        pairs.append((match, (row, key)))
      } else {
        judge.only(row.joined(separator: ", "), nil, place: "row \(key)", file: file)
      }
    }
    for row in now {
      let key = Self.key(of: row, header)
      guard let left = unseen[key], !left.isEmpty else { continue }
      unseen[key]?.removeLast()
      judge.only(nil, row.joined(separator: ", "), place: "row \(key)", file: file)
    }
    return pairs
  }

  /// What names a row: its texts without a digit in front, and where it has a column `x`, that.
  private static func key(of row: [String], _ header: [String]) -> String {
    var parts: [String] = []
    for (cell, name) in zip(row, header) where !cell.isEmpty {
      if name == "x" {
        parts.append("x \(cell)")
      } else if Double(cell) == nil, cell.first?.isNumber != true {
        parts.append(String(cell.prefix(60)))
      }
    }
    return parts.joined(separator: ", ")
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
