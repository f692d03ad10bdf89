extension Wording {
  /// Text that a file or a user brought, for a terminal: control characters become U+FFFD, so that none moves the
  /// cursor or starts a new line, and what is longer than `limit` characters is cut.
  public static func printable(_ text: String, limit: Int = 400) -> String {
    let cut = text.prefix(limit)
    let shown = String(
      String.UnicodeScalarView(
        cut.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }))
    return cut.endIndex == text.endIndex ? shown : shown + "…"
  }
}
