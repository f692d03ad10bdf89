import CCairo
import Plots

/// Measures and shows text with Pango in the one ``Typeface`` of the figures.
///
/// Hinting and rounding of glyph positions are off, so that widths scale with the size and do not
/// depend on the output; nor does the language of whoever runs the program count. Not for use from two
/// threads at once.
final class PangoText: TextMeasuring {
  private let map: UnsafeMutablePointer<PangoFontMap>
  private let context: OpaquePointer
  private let layout: OpaquePointer
  private var widths: [Font: [String: Double]] = [:]
  /// The first text for which the typeface has no glyph.
  private(set) var unknown: String?

  init() throws(RenderError) {
    try Typeface.load()
    // The fonts of fontconfig, also where the system's own way is another.
    guard let map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT) else {
      throw .noFreeType
    }
    self.map = map
    context = pango_font_map_create_context(map)
    let options = cairo_font_options_create()
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    pango_cairo_context_set_font_options(context, options)
    cairo_font_options_destroy(options)
    pango_context_set_round_glyph_positions(context, 0)
    pango_cairo_context_set_resolution(context, 72)
    pango_context_set_language(context, pango_language_from_string("en"))
    layout = pango_layout_new(context)
  }

  deinit {
    g_object_unref(UnsafeMutableRawPointer(layout))
    g_object_unref(UnsafeMutableRawPointer(context))
    g_object_unref(map)
  }

  func width(of text: String, font: Font) -> Double {
    if let width = widths[font]?[text] { return width }
    set(text, font)
    var logical = PangoRectangle()
    pango_layout_get_extents(layout, nil, &logical)
    if unknown == nil, pango_layout_get_unknown_glyphs_count(layout) > 0 { unknown = text }
    let width = Double(logical.width) / Double(PANGO_SCALE)
    widths[font, default: [:]][text] = width
    return width
  }

  /// Shows `text` with its baseline starting at Cairo's current (0, 0) moved by `x` and `y`.
  func show(_ text: String, font: Font, x: Double, y: Double, on cairo: OpaquePointer) {
    set(text, font)
    let baseline = Double(pango_layout_get_baseline(layout)) / Double(PANGO_SCALE)
    cairo_move_to(cairo, x, y - baseline)
    pango_cairo_show_layout(cairo, layout)
  }

  private func set(_ text: String, _ font: Font) {
    let description = PangoText.description(font)
    pango_layout_set_font_description(layout, description)
    pango_font_description_free(description)
    pango_layout_set_text(layout, text, -1)
  }

  private static func description(_ font: Font) -> OpaquePointer? {
    let description = pango_font_description_new()
    pango_font_description_set_family(description, Typeface.family)
    pango_font_description_set_weight(
      description, font.weight == .semibold ? PANGO_WEIGHT_SEMIBOLD : PANGO_WEIGHT_NORMAL)
    if font.isItalic { pango_font_description_set_style(description, PANGO_STYLE_ITALIC) }
    pango_font_description_set_absolute_size(description, font.size * Double(PANGO_SCALE))
    return description
  }
}
