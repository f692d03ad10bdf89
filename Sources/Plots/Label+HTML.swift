import Support

extension Label {
  /// The text for a page: variables in `<i>`, scripts in `<sub>` and `<sup>`, all else escaped.
  public static func html(_ text: String) -> String {
    Label(text, font: Font(1), measuredBy: Unmeasured()).runs.map { run in
      var html = Markup.escaped(run.text)
      if run.font.isItalic { html = "<i>\(html)</i>" }
      return run.rise > 0 ? "<sup>\(html)</sup>" : run.rise < 0 ? "<sub>\(html)</sub>" : html
    }.joined()
  }

  /// For text whose width does not matter.
  private struct Unmeasured: TextMeasuring {
    func width(of text: String, font: Font) -> Double { 0 }
  }
}
