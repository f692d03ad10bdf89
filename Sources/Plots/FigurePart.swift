/// What a group of draw calls is, for backends that can say so.
public enum FigurePart: Sendable, Equatable {
  /// A panel by its place in the figure, with the rectangle of its data.
  case panel(Int, plot: Rectangle)
  case grid
  /// Axis lines, ticks, tick labels and axis labels of a panel, `ticks` and both `tickLabels` inside.
  case axes
  case ticks
  case tickLabels(isVertical: Bool)
  case title
  /// A mark by its place in the panel, or one layer of an ensemble. `series` is the name of the legend's
  /// entry that stands for it, or the CSV's series where none does.
  case mark(Int, layer: Ensemble.Layer.Kind?, series: String)
  case legend
  /// An entry of a legend, with the rectangle that holds its swatch and name.
  case entry(series: String, frame: Rectangle)
}
