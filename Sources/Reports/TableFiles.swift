import Foundation

/// Writes `tables/<id>.csv` (RFC 4180, header first) and `tables/<id>.json`.
enum TableFiles {
  static func write(
    _ table: ReportTable, chapter: String, figures: FigureFiles, to output: URL
  ) throws(ReportError) {
    let folder = output.appending(path: "tables")
    try AtomicFile.write(csv(table), to: folder.appending(path: "\(table.id).csv"))
    try AtomicFile.write(
      ResultsFile.json(table, chapter: chapter, files: figures).text,
      to: folder.appending(path: "\(table.id).json"))
  }

  static func csv(_ table: ReportTable) -> String {
    ([table.columns] + table.rows).map { row in
      row.map(quoted).joined(separator: ",") + "\r\n"
    }.joined()
  }

  /// Quotes a cell that holds a comma, a quote or a line break.
  private static func quoted(_ cell: String) -> String {
    guard cell.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else {
      return cell
    }
    return "\"" + cell.replacing("\"", with: "\"\"") + "\""
  }
}
