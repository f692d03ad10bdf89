import Plots

/// Why a figure has no image. `description` is the sentence for the user.
public enum RenderError: Error, Equatable, CustomStringConvertible {
  /// The figure's own declaration cannot be drawn.
  case figure(PlotError)
  /// The fixed font is not installed, so that layout would differ between machines.
  case missingFont(found: String)
  /// Cairo gave up; `status` is its own message.
  case cairo(figure: String, status: String)
  /// The scale is not positive or makes an image of more than 32,000 pixels a side.
  case badScale(figure: String, scale: Double)

  public var description: String {
    switch self {
    case .figure(let error): error.description
    case .missingFont(let found):
      "Font 'Inter': found '\(found)' in its place, expected Inter itself. "
        + "Install it (Debian: apt-get install fonts-inter; macOS: brew install font-inter)."
    case .cairo(let figure, let status):
      "Figure '\(figure)': Cairo reports '\(status)', expected an image. "
        + "Check its size and the installed Cairo with 'nonsmooth doctor'."
    case .badScale(let figure, let scale):
      "Figure '\(figure)': scale \(scale), expected a positive one of at most 32,000 pixels a side. "
        + "Choose a smaller scale."
    }
  }
}
