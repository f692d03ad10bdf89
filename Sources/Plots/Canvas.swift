/// A font of the figure's one family.
public struct Font: Sendable, Hashable {
  public enum Weight: Sendable { case regular, semibold }
  /// Units: points.
  public var size: Double
  public var weight: Weight
  public var isItalic = false

  public init(_ size: Double, _ weight: Weight = .regular) {
    (self.size, self.weight) = (size, weight)
  }

  /// Height of capitals and figures over the baseline, as a share of the size.
  public static let capHeight = 0.727
  /// Distance between baselines, as a share of the size.
  public static let lineHeight = 1.25
}

/// Knows how wide text is.
public protocol TextMeasuring {
  /// The advance width in points of `text` on one line, trailing spaces included.
  func width(of text: String, font: Font) -> Double
}

/// Opaque or translucent color.
public struct Paint: Sendable, Equatable {
  public var color: RGB
  public var opacity: Double

  public init(_ color: RGB, opacity: Double = 1) { (self.color, self.opacity) = (color, opacity) }
}

/// How a path is stroked; `dashes` are lengths in points, on and off in turn.
public struct Stroke: Sendable, Equatable {
  public var paint: Paint
  public var width: Double
  public var dashes: [Double]
  public var roundCaps: Bool

  public init(_ paint: Paint, width: Double, dashes: [Double] = [], roundCaps: Bool = false) {
    (self.paint, self.width, self.dashes, self.roundCaps) = (paint, width, dashes, roundCaps)
  }
}

/// What a backend must be able to do: five calls, in points from the top left corner.
public protocol Canvas: AnyObject, TextMeasuring {
  func stroke(_ path: Path, _ stroke: Stroke)
  /// Fills by the nonzero winding rule.
  func fill(_ path: Path, _ paint: Paint)
  /// Restricts what follows to `rectangle`, until `endClip`; clips do not nest.
  func clip(to rectangle: Rectangle)
  func endClip()
  /// Draws `label` with its baseline through `position`, turned a quarter to the left if `vertical`.
  func draw(_ label: Label, at position: Point, anchor: TextAnchor, vertical: Bool, paint: Paint)
}
