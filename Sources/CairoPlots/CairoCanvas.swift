import CCairo
import Plots

/// The draw calls on a Cairo context in points.
final class CairoCanvas: Canvas {
  private let cairo: OpaquePointer
  private let text: PangoText

  /// `cairo` must outlive the canvas.
  init(_ cairo: OpaquePointer, text: PangoText) { (self.cairo, self.text) = (cairo, text) }

  func width(of text: String, font: Font) -> Double { self.text.width(of: text, font: font) }

  func stroke(_ path: Path, _ stroke: Stroke) {
    trace(path)
    set(stroke.paint)
    cairo_set_line_width(cairo, stroke.width)
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND)
    cairo_set_line_cap(cairo, stroke.roundCaps ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT)
    cairo_set_dash(cairo, stroke.dashes, Int32(stroke.dashes.count), 0)
    cairo_stroke(cairo)
  }

  func fill(_ path: Path, _ paint: Paint) {
    trace(path)
    set(paint)
    cairo_fill(cairo)
  }

  func clip(to rectangle: Rectangle) {
    cairo_save(cairo)
    cairo_rectangle(cairo, rectangle.x, rectangle.y, rectangle.width, rectangle.height)
    cairo_clip(cairo)
  }

  func endClip() { cairo_restore(cairo) }

  func draw(
    _ label: Label, at position: Point, anchor: TextAnchor, vertical: Bool, paint: Paint
  ) {
    cairo_save(cairo)
    cairo_translate(cairo, position.x, position.y)
    if vertical { cairo_rotate(cairo, -Double.pi / 2) }
    set(paint)
    let share = anchor == .start ? 0.0 : anchor == .middle ? 0.5 : 1
    for run in label.runs {
      text.show(
        run.text, font: run.font, x: run.offset - share * label.width, y: -run.rise, on: cairo)
    }
    cairo_new_path(cairo)
    cairo_restore(cairo)
  }

  private func trace(_ path: Path) {
    cairo_new_path(cairo)
    for element in path.elements {
      switch element {
      case .move(let p): cairo_move_to(cairo, p.x, p.y)
      case .line(let p): cairo_line_to(cairo, p.x, p.y)
      case .circle(let center, let radius): addCircle(center, radius)
      case .close: cairo_close_path(cairo)
      }
    }
  }

  /// Four cubic arcs; the radius is right within 0.03 %.
  private func addCircle(_ center: Point, _ r: Double) {
    let k = 0.552_284_75 * r
    let (x, y) = (center.x, center.y)
    cairo_move_to(cairo, x + r, y)
    cairo_curve_to(cairo, x + r, y + k, x + k, y + r, x, y + r)
    cairo_curve_to(cairo, x - k, y + r, x - r, y + k, x - r, y)
    cairo_curve_to(cairo, x - r, y - k, x - k, y - r, x, y - r)
    cairo_curve_to(cairo, x + k, y - r, x + r, y - k, x + r, y)
    cairo_close_path(cairo)
  }

  private func set(_ paint: Paint) {
    let color = paint.color
    cairo_set_source_rgba(
      cairo, Double(color.red) / 255, Double(color.green) / 255, Double(color.blue) / 255,
      paint.opacity)
  }
}
