/// Sizes shared by layout and drawing, in points.
enum FigureStyle {
  static let tickFont = Font(8)
  static let labelFont = Font(8.5)
  static let titleFont = Font(9)
  static let letterFont = Font(9, .semibold)
  static let legendFont = Font(8)
  static let axisWidth = 0.6
  /// The gap in an axis' line above the lane of what is exactly 0.
  static let axisBreak = 3.0
  static let gridWidth = 0.5
  static let minorTickWidth = 0.45
  static let tickLength = 3.0
  static let minorTickLength = 1.8
  static let tickGap = 2.5
  static let margin = 3.0
  static let columnGap = 14.0
  static let rowGap = 10.0
  static let legendGap = 5.0
  /// Between tick labels side by side.
  static let tickLabelGap = 12.0
  static let smallestPlot = 24.0
}
