import Plots

/// What figures hold against each other. Each has one look in all of them: a color, a dash and a marker.
///
/// The optimizers have the paper's colors (its Figure 3). Colors are never alone: dashes tell apart what grey print
/// makes equal, and red from green. GD, NDGM and SGD are one recursion, b - alpha g, and look alike.
public enum Compared: CaseIterable, Sendable {
  case plain, rmsProp, adam, proximal
  /// Activations and losses.
  case relu, gelu, softplus, leastSquares, maxFunction

  public var color: ColorRole { look.color }
  public var dash: Style.Dash { look.dash }
  public var marker: Style.Marker { look.marker }

  private var look: (color: ColorRole, dash: Style.Dash, marker: Style.Marker) {
    switch self {
    case .plain: (.sgd, .dashDotted, .circle)
    // RMSProp is the one whose curves are noisy, where a dash would not show.
    case .rmsProp: (.rmsprop, .solid, .square)
    case .adam: (.adam, .dashed, .triangle)
    case .proximal: (.hue(3), .dotted, .diamond)
    case .relu: (.hue(0), .solid, .circle)
    case .gelu: (.hue(1), .dashed, .square)
    case .softplus: (.hue(2), .dotted, .triangle)
    case .leastSquares: (.hue(4), .dashDotted, .diamond)
    case .maxFunction: (.hue(5), .dashed, .square)
    }
  }

  /// A line with its dash, and a marker; solid where a panel has nothing to tell it from, or turns that break a dash.
  public func style(
    lineWidth: Double = 1.4, markerSize: Double = 4, isSolid: Bool = false
  ) -> Style {
    Style(
      color, lineWidth: lineWidth, dash: isSolid ? .solid : dash, marker: marker,
      markerSize: markerSize)
  }

  /// A single seed's line, thin and solid whatever the dash.
  public var thin: Style { Style(color, lineWidth: 0.5, marker: marker, opacity: 0.5) }

  /// The two edges of an interval around a line of this look.
  public var edges: Style {
    Style(color, lineWidth: 0.7, dash: dash, opacity: 0.8, isOutline: true)
  }
}
