/// A table; cells are text as shown, in the page, the CSV and the JSON alike.
public struct ReportTable: Sendable, Encodable, Declared {
  public var id: String
  public var columns: [String]
  public var rows: [[String]]
  public var experiments: [String]
  public var settings: String
  public var source: String
  /// As that of a figure.
  public var line: Int

  /// All but what depends on the source's lines.
  private enum CodingKeys: CodingKey { case id, columns, rows, experiments, settings, source }

  public init(
    id: String, columns: [String], rows: [[String]], experiments: [String], settings: String,
    fileID: String = #fileID, line: Int = #line
  ) {
    (self.id, self.columns, self.rows) = (id, columns, rows)
    (self.experiments, self.settings) = (experiments, settings)
    (source, self.line) = ("Chapters/\(fileID)", line)
  }
}
