/// Keeps draw calls instead of drawing, for tests; every character is 0.56 sizes wide.
public final class RecordingCanvas: Canvas {
  public enum Call: Sendable, Equatable {
    case stroke(Path, Stroke)
    case fill(Path, Paint)
    case clip(Rectangle)
    case endClip
    case label(Label, at: Point, anchor: TextAnchor, vertical: Bool)
    case begin(FigurePart)
    case endPart
  }
  public private(set) var calls: [Call] = []

  public init() {}

  public func width(of text: String, font: Font) -> Double {
    0.56 * font.size * Double(text.count)
  }

  public func stroke(_ path: Path, _ stroke: Stroke) { calls.append(.stroke(path, stroke)) }
  public func fill(_ path: Path, _ paint: Paint) { calls.append(.fill(path, paint)) }
  public func clip(to rectangle: Rectangle) { calls.append(.clip(rectangle)) }
  public func endClip() { calls.append(.endClip) }

  public func begin(_ part: FigurePart) { calls.append(.begin(part)) }
  public func endPart() { calls.append(.endPart) }

  public func draw(
    _ label: Label, at position: Point, anchor: TextAnchor, vertical: Bool, paint: Paint
  ) {
    calls.append(.label(label, at: position, anchor: anchor, vertical: vertical))
  }
}
