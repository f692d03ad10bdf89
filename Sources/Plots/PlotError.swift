/// Why a figure cannot be drawn. `description` is the sentence for the user.
public enum PlotError: Error, Equatable, CustomStringConvertible {
  case badFigure(figure: String, found: String, expected: String)
  case lengthMismatch(figure: String, panel: String, series: String, found: String)
  case badRange(figure: String, panel: String, axis: String, found: String, expected: String)
  case tooSmall(figure: String, found: String)

  public var description: String {
    switch self {
    case .badFigure(let figure, let found, let expected):
      "Figure '\(figure)': \(found), expected \(expected). Change the figure's declaration."
    case .lengthMismatch(let figure, let panel, let series, let found):
      "Series '\(series)': \(found) in panel (\(panel)) of figure '\(figure)', expected equal "
        + "lengths. Give each point all of its values."
    case .badRange(let figure, let panel, let axis, let found, let expected):
      "Axis '\(axis)': \(found) in panel (\(panel)) of figure '\(figure)', expected \(expected). "
        + "Change the range, or leave it out to fit the data."
    case .tooSmall(let figure, let found):
      "Figure '\(figure)': \(found) left for a panel's data, expected at least 24 x 24 points. "
        + "Make the figure larger or use fewer columns."
    }
  }
}
