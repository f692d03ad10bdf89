/// Cells of comma-separated values.
///
/// **Source**: RFC 4180.
public enum CSVText {
  /// `text`, in quotes where it holds a comma, a quote or a line break.
  public static func cell(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else {
      return text
    }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
