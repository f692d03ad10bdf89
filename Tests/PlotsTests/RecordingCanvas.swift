import Plots

/// Keeps draw calls in place of drawing; every character is 0.56 sizes wide.
final class RecordingCanvas: Canvas {
  enum Call: Sendable, Equatable {
    case stroke(Path, Stroke)
    case fill(Path, Paint)
    case clip(Rectangle)
    case endClip
    case label(Label, at: Point, anchor: TextAnchor, vertical: Bool)
    case begin(FigurePart)
    case endPart
  }
  private(set) var calls: [Call] = []

  func width(of text: String, font: Font) -> Double { 0.56 * font.size * Double(text.count) }

  func stroke(_ path: Path, _ stroke: Stroke) { calls.append(.stroke(path, stroke)) }
  func fill(_ path: Path, _ paint: Paint) { calls.append(.fill(path, paint)) }
  func clip(to rectangle: Rectangle) { calls.append(.clip(rectangle)) }
  func endClip() { calls.append(.endClip) }

  func begin(_ part: FigurePart) { calls.append(.begin(part)) }
  func endPart() { calls.append(.endPart) }

  func draw(_ label: Label, at position: Point, anchor: TextAnchor, vertical: Bool, paint: Paint) {
    calls.append(.label(label, at: position, anchor: anchor, vertical: vertical))
  }
}
