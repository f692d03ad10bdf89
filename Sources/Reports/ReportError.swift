import Support

public enum ReportError: Error, Equatable, CustomStringConvertible {
  case duplicate(kind: String, name: String, chapters: [String])
  case missingFigureFile(figure: String, file: String)
  case unknownFileName(kind: String, name: String)
  case raggedTable(table: String, row: Int, cells: Int, columns: Int)
  case missingProse(chapter: String, path: String)
  case unknownChapter(name: String, known: [String])
  case typstMissing(path: String)
  case typstFailed(message: String)
  case tool(ToolError)
  case file(FileError)

  public var description: String {
    switch self {
    case .duplicate(let kind, let name, let chapters):
      "\(kind) '\(name)': given by \(chapters.joined(separator: " and ")), expected one chapter. "
        + "Rename one of the two."
    case .missingFigureFile(let figure, let file):
      "figure '\(figure)': no file \(file), expected all of its drawings and data. "
        + "Draw the figures before the report is built."
    case .unknownFileName(let kind, let name):
      "\(kind) '\(name)': holds characters other than a-z, 0-9 and '-', expected a file name. "
        + "Rename it."
    case .raggedTable(let table, let row, let cells, let columns):
      "table '\(table)': row \(row) has \(cells) cells, expected \(columns). Fill the row."
    case .missingProse(let chapter, let path):
      "chapter '\(chapter)': no prose at \(path), expected a Typst file. Write it."
    case .unknownChapter(let name, let known):
      "chapter '\(name)': not among the report's chapters, expected one of "
        + "\(known.joined(separator: ", ")). Check its name."
    case .typstMissing(let path):
      "Typst '\(path)': not found, expected a Python with the typst package. Run `make setup`."
    case .typstFailed(let message):
      message
    case .tool(let error): error.description
    case .file(let error): error.description
    }
  }
}

extension ReportError: FileErrorCarrier {
  public init(_ error: FileError) { self = .file(error) }

  public var fileError: FileError? {
    if case .file(let error) = self { error } else { nil }
  }
}
