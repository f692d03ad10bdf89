import Foundation
import Support

/// Writes `tables/<id>.csv` (RFC 4180, header first) and `tables/<id>.json`.
///
/// Neither holds the run time, so that equal results make equal files; results.json has it.
enum TableFiles {
  static let formats = ["csv", "json"]

  static func write(
    _ table: ReportTable, chapter: String, to output: URL
  ) throws(ReportError) {
    let file = output.appending(path: "tables/\(table.id)")
    let entry = Placed(first: table, second: Place(chapter: chapter))
    try ReportError.storing(
      try WholeFile.update(csv(table), at: file.appendingPathExtension("csv")))
    try ReportError.storing(
      try WholeFile.update(
        CanonicalJSON.text(of: entry), at: file.appendingPathExtension("json")))
  }

  static func csv(_ table: ReportTable) -> String {
    ([table.columns] + table.rows).map { row in
      row.map(CSVText.cell).joined(separator: ",") + "\r\n"
    }.joined()
  }
}
