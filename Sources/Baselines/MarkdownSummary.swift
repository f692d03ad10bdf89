/// A comparison in a few lines of Markdown, for the page of a CI job.
public struct MarkdownSummary {
  /// Rows of a table; what is beyond them is counted.
  private static let rows = 20

  public let text: String

  public init(_ report: ComparisonReport) {
    var lines = ["## \(report.profile): \(report.heading)"]
    if !report.claims.isEmpty {
      lines += ["", "| claim | before | now |", "|---|---|---|"]
      lines += report.claims.map {
        "| \(Self.cell($0.id)) | \($0.before ?? "not there") | \($0.now ?? "not there") |"
      }
    }
    for (reason, names) in report.refusals {
      lines += ["", "**Not compared** (\(names.joined(separator: ", "))): \(reason)."]
    }
    if !report.differences.isEmpty {
      lines += ["", "| output | what |", "|---|---|"]
      lines += report.differences.prefix(Self.rows).map {
        "| \(Self.cell($0.name)) | \(Self.cell($0.sentence)) |"
      }
      let more = report.differences.count - Self.rows
      if more > 0 { lines.append("| and \(more) more | see index.html |") }
    }
    let notices = report.tolerances.compactMap { use in
      use.notice.map { "- \(use.tolerance.output) (\(use.chapter)): \(Self.cell($0))" }
    }
    if !notices.isEmpty { lines += ["", "Tolerances:", ""] + notices }
    text = lines.joined(separator: "\n") + "\n"
  }

  private static func cell(_ text: String) -> String {
    let short = text.count > 400 ? String(text.prefix(400)) + "…" : text
    return short.replacing("|", with: "\\|").replacing("<", with: "&lt;").replacing("\n", with: " ")
  }
}
