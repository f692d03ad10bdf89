import CCairo
import Foundation
import Plots
import Support

/// Draws figures as PNG, PDF and SVG; the same figure gives the same bytes.
public struct CairoRenderer: Sendable {
  static let fontFamily = "\(Typeface.family), 'Helvetica Neue', Arial, sans-serif"

  /// Versions of the libraries that are loaded.
  public static var cairoVersion: String { String(cString: cairo_version_string()) }
  public static var pangoVersion: String { String(cString: pango_version_string()) }

  public init() {}

  /// What printers ask of pictures.
  public static let printDensity = 300.0

  /// A PNG on a white ground, with its density recorded.
  public func png(
    _ figure: Figure, dotsPerInch: Double = printDensity
  ) throws(RenderError) -> Data {
    do { try figure.validate() } catch { throw .figure(error) }
    // Points are 1/72 inch.
    let scale = dotsPerInch / 72
    let (width, height) = ((figure.width * scale).rounded(), (figure.height * scale).rounded())
    guard scale > 0, width >= 1, height >= 1, width <= 32_000, height <= 32_000 else {
      throw .badDensity(figure: figure.id, dotsPerInch: dotsPerInch)
    }
    let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height))!
    defer { cairo_surface_destroy(surface) }
    let text = try PangoText()
    // The figure may end within its last row of pixels.
    let ground = cairo_create(surface)!
    cairo_set_source_rgb(ground, 1, 1, 1)
    cairo_paint(ground)
    cairo_destroy(ground)
    try draw(figure, on: surface, scale: scale, text: text)
    let sink = Sink()
    let status = cairo_surface_write_to_png_stream(
      surface, Sink.write, Unmanaged.passUnretained(sink).toOpaque())
    try check(status, figure)
    return PNGDensity.record(dotsPerInch: dotsPerInch, in: sink.data)
  }

  /// A PDF page of the figure's size, with its text as text and a fixed date.
  public func pdf(_ figure: Figure) throws(RenderError) -> Data {
    do { try figure.validate() } catch { throw .figure(error) }
    let sink = Sink()
    let text = try PangoText()
    let surface = cairo_pdf_surface_create_for_stream(
      Sink.write, Unmanaged.passUnretained(sink).toOpaque(), figure.width, figure.height)!
    defer { cairo_surface_destroy(surface) }
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, figure.id)
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, figure.alt)
    let date = "2000-01-01T00:00:00Z"
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, date)
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, date)
    try draw(figure, on: surface, scale: 1, text: text)
    cairo_surface_finish(surface)
    try check(cairo_surface_status(surface), figure)
    return sink.data
  }

  /// An SVG image with real text, laid out with the widths of the PNG and PDF.
  ///
  /// Its title is the panels' titles (the figure's id where there are none), its description the
  /// figure's alternative text.
  ///
  /// `suffix` keeps the ids of two drawings of one figure on a page apart.
  public func svg(_ figure: Figure, suffix: String = "") throws(RenderError) -> Data {
    let id =
      String(figure.id.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }) + suffix
    let text = try PangoText()
    let canvas = SVGCanvas(idPrefix: id, text: text)
    try render(figure, on: canvas, measuredBy: text)
    let titles = figure.panels.map { Label.plain($0.title) }.filter { !$0.isEmpty }
    let title = titles.isEmpty ? figure.id : titles.joined(separator: "; ")
    let (width, height) = (SVGCanvas.number(figure.width), SVGCanvas.number(figure.height))
    let svg = """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)pt" height="\(height)pt" \
      viewBox="0 0 \(width) \(height)" role="img" aria-labelledby="\(id)-title \(id)-desc">
      <title id="\(id)-title">\(Markup.escaped(title))</title>
      <desc id="\(id)-desc">\(Markup.escaped(figure.alt))</desc>
      <g font-family="\(CairoRenderer.fontFamily)" xml:space="preserve">
      \(canvas.body)</g>
      </svg>

      """
    return Data(svg.utf8)
  }

  private func draw(
    _ figure: Figure, on surface: OpaquePointer, scale: Double, text: PangoText
  ) throws(RenderError) {
    let cairo = cairo_create(surface)!
    defer { cairo_destroy(cairo) }
    cairo_scale(cairo, scale, scale)
    try render(figure, on: CairoCanvas(cairo, text: text), measuredBy: text)
    try check(cairo_status(cairo), figure)
  }

  private func render(
    _ figure: Figure, on canvas: some Canvas, measuredBy text: PangoText
  ) throws(RenderError) {
    do { try Plots.render(figure, on: canvas) } catch { throw .figure(error) }
    if let unknown = text.unknown { throw .missingGlyph(figure: figure.id, text: unknown) }
  }

  private func check(_ status: cairo_status_t, _ figure: Figure) throws(RenderError) {
    guard status != CAIRO_STATUS_SUCCESS else { return }
    throw .cairo(figure: figure.id, status: String(cString: cairo_status_to_string(status)))
  }
}
