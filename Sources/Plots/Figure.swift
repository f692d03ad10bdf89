/// A figure as a value: panels in a grid. Layout and drawing are functions of it alone.
///
/// Text anywhere in a figure may hold `_{…}` and `^{…}` for sub- and superscripts. A letter that stands
/// alone is a variable and set in italics (`Variables` has the rule), a hyphen before a number a minus.
public struct Figure: Sendable {
  /// File name without extension, e.g. `"figure-1"`.
  public var id: String
  /// What the figure shows, for readers who cannot see it.
  public var alt: String
  public var panels: [Panel]
  public var columns: Int
  /// Units: points (1/72 inch). The report's text column is 480 points wide.
  public var width: Double
  public var height: Double
  /// On a phone; nil for what panels usually have there.
  public var narrowHeight: Double?

  public init(
    id: String, alt: String, columns: Int = 2, width: Double = 480, height: Double = 220,
    narrowHeight: Double? = nil, panels: [Panel]
  ) {
    (self.id, self.alt, self.panels, self.columns) = (id, alt, panels, columns)
    (self.width, self.height, self.narrowHeight) = (width, height, narrowHeight)
  }
}

/// One pair of axes with its marks, drawn in order.
public struct Panel: Sendable {
  public var title: String
  public var x: Axis
  public var y: Axis
  public var marks: [Mark]
  public var legend: LegendPosition?

  public init(
    title: String = "", x: Axis, y: Axis, legend: LegendPosition? = .best, marks: [Mark]
  ) {
    (self.title, self.x, self.y, self.legend, self.marks) = (title, x, y, legend, marks)
  }
}

/// Where a panel's legend should go. It goes elsewhere in the plot where it would hide data there, and
/// below the x axis where it would hide data everywhere. Panels with equal legends share one below all.
public enum LegendPosition: Sendable { case best, topRight, topLeft, bottomRight, bottomLeft }

/// An axis: its label, scale, and range (fitted to the marks when nil).
public struct Axis: Sendable {
  public enum Scale: Sendable, Equatable {
    case linear, log
    /// Logarithmic, with a lane of its own at the axis' start for what is exactly 0, under a tick that says so.
    case logWithZero
    /// Linear between -`threshold` and `threshold`, logarithmic beyond: for values of both signs and many sizes.
    ///
    /// v is at v / threshold within, and at sign(v) (1 + ln(|v| / threshold)) beyond, so that the slope has no jump.
    case symmetricLog(threshold: Double)

    /// Whether the range of such an axis is of positive values alone.
    var isPositive: Bool { self == .log || self == .logWithZero }
  }
  public var label: String
  public var scale: Scale
  public var range: ClosedRange<Double>?
  /// Names in place of numbers at 0, 1, 2, …, for bars.
  public var categories: [String]?
  /// Whether a linear axis counts something, such as epochs, and has no ticks between whole numbers.
  public var wholeNumbers: Bool

  /// `range` where its ends are numbers; one that is not, such as the largest of values that diverged, is fitted.
  var fixedRange: ClosedRange<Double>? {
    range.flatMap { $0.lowerBound.isFinite && $0.upperBound.isFinite ? $0 : nil }
  }

  public init(
    _ label: String, scale: Scale = .linear, range: ClosedRange<Double>? = nil,
    categories: [String]? = nil, wholeNumbers: Bool = false
  ) {
    (self.label, self.scale, self.range, self.categories) = (label, scale, range, categories)
    self.wholeNumbers = wholeNumbers
  }
}

/// A color by its role; `Palette` gives the values. The eight hues are told apart by readers with
/// any common form of color blindness.
public enum ColorRole: Sendable, Hashable {
  case hue(Int)
  case rmsprop, adam, sgd
  case neutral
}

public struct Style: Sendable, Equatable {
  public enum Dash: Sendable { case solid, dashed, dotted, dashDotted }
  public enum Marker: String, Sendable { case circle, square, triangle, diamond, cross }
  public var color: ColorRole
  public var lineWidth: Double
  public var dash: Dash
  public var marker: Marker
  public var markerSize: Double
  public var opacity: Double
  /// Whether a band is its two edges alone, where fillings would cover one another.
  public var isOutline: Bool

  public init(
    _ color: ColorRole, lineWidth: Double = 1.4, dash: Dash = .solid, marker: Marker = .circle,
    markerSize: Double = 4, opacity: Double = 1, isOutline: Bool = false
  ) {
    (self.color, self.lineWidth, self.dash) = (color, lineWidth, dash)
    (self.marker, self.markerSize, self.opacity) = (marker, markerSize, opacity)
    self.isOutline = isOutline
  }
}

/// What a panel draws. `name` is the legend's entry and the CSV's series; an empty name stays out of
/// the legend.
public enum Mark: Sendable {
  case line(name: String, x: [Double], y: [Double], style: Style)
  case band(name: String, x: [Double], low: [Double], high: [Double], style: Style)
  case scatter(name: String, x: [Double], y: [Double], style: Style)
  /// Bars of `width` (axis units) centered at `x`, from the axis' floor, with optional intervals.
  case bars(
    name: String, x: [Double], y: [Double], low: [Double]?, high: [Double]?, width: Double,
    style: Style)
  case horizontalRule(name: String, y: Double, style: Style)
  case verticalRule(name: String, x: Double, style: Style)
  case text(String, x: Double, y: Double, anchor: TextAnchor)
  /// Runs over many seeds, drawn one by one, as a band with their median, or both.
  case ensemble(Ensemble)
}

public enum TextAnchor: String, Sendable { case start, middle, end }
