import Plots

/// Why a figure has no image. `description` is the sentence for the user.
public enum RenderError: Error, Equatable, CustomStringConvertible {
  case figure(PlotError)
  /// A font file that the program carries is gone or is another.
  case font(name: String, found: String)
  /// The typeface has no glyph for some character of the figure's text.
  case missingGlyph(figure: String, text: String)
  /// Pango was built without the part that draws fonts by file.
  case noFreeType
  case cairo(figure: String, status: String)
  /// The scale is not positive or makes an image of more than 32,000 pixels a side.
  case badDensity(figure: String, dotsPerInch: Double)

  public var description: String {
    switch self {
    case .figure(let error): error.description
    case .font(let name, let found):
      "Font '\(name)': \(found), expected the file that comes with the program. Run: git checkout "
        + "Sources/CairoPlots/Fonts, and build again."
    case .missingGlyph(let figure, let text):
      "Figure '\(figure)': text '\(text)' has a character that \(Typeface.name) lacks, expected only those that it "
        + "has. Write it in other characters."
    case .noFreeType:
      "Pango: it was built without FreeType, expected a Pango with it. Install your system's own package of Pango."
    case .cairo(let figure, let status):
      "Figure '\(figure)': Cairo reports '\(status)', expected an image. "
        + "Check its size and the installed Cairo with 'nonsmooth doctor'."
    case .badDensity(let figure, let dotsPerInch):
      "Figure '\(figure)': \(dotsPerInch) dots per inch, expected a positive number that makes at most 32,000 pixels "
        + "a side. Choose a smaller one."
    }
  }
}
