import Foundation
import Support

/// Writes `tables/<id>.csv` (RFC 4180, header first) and `tables/<id>.json`.
///
/// Neither holds the run time, so that equal results make equal files; results.json has it.
enum TableFiles {
  static let formats = ["csv", "json"]

  /// All of a table but what depends on its runs or its source's lines.
  struct Content: Encodable {
    var id: String
    var columns: [String]
    var rows: [[String]]
    var experiments: [String]
    var settings: String
    var source: String

    init(_ table: ReportTable) {
      (id, columns, rows) = (table.id, table.columns, table.rows)
      (experiments, settings, source) = (table.experiments, table.settings, table.source)
    }
  }

  static func write(
    _ table: ReportTable, chapter: String, to output: URL
  ) throws(ReportError) {
    let file = output.appending(path: "tables/\(table.id)")
    let json = JSONValue(plain: Placed(content: Content(table), chapter: chapter)).text
    try ReportError.storing(
      try WholeFile.update(csv(table), at: file.appendingPathExtension("csv")))
    try ReportError.storing(try WholeFile.update(json, at: file.appendingPathExtension("json")))
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
