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

public struct Paint: Sendable, Equatable {
  public var tone: Tone
  public var opacity: Double

  public init(_ tone: Tone, opacity: Double = 1) { (self.tone, self.opacity) = (tone, opacity) }

  /// What the tone is on paper.
  public var color: RGB { Palette.color(of: tone) }
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

/// What a backend must be able to do: five calls, in points from the top left corner. It may also want
/// to know what it draws: each part is announced, and parts nest.
public protocol Canvas: AnyObject, TextMeasuring {
  func stroke(_ path: Path, _ stroke: Stroke)
  /// Fills by the nonzero winding rule.
  func fill(_ path: Path, _ paint: Paint)
  /// Restricts what follows to `rectangle`, until `endClip`; clips do not nest.
  func clip(to rectangle: Rectangle)
  func endClip()
  /// Draws `label` with its baseline through `position`, turned a quarter to the left if `vertical`.
  func draw(_ label: Label, at position: Point, anchor: TextAnchor, vertical: Bool, paint: Paint)
  /// What follows is `part`, until the `endPart` that belongs to it. Backends of bare pictures ignore both.
  func begin(_ part: FigurePart)
  func endPart()
}

extension Canvas {
  public func begin(_ part: FigurePart) {}
  public func endPart() {}

  func part<Failure: Error>(
    _ part: FigurePart, _ draw: () throws(Failure) -> Void
  ) throws(Failure) {
    begin(part)
    try draw()
    endPart()
  }
}
