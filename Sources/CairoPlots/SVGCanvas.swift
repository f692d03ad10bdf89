import Plots
import Support

/// The draw calls as SVG elements; coordinates have two decimals (1/7200 inch).
///
/// Each element has its paint's tone as a class beside its color, so that a page can give it another.
final class SVGCanvas: Canvas {
  private(set) var body = ""
  private let idPrefix: String
  private let text: PangoText
  private var clips = 0

  /// `idPrefix` keeps ids of several figures on one page apart.
  init(idPrefix: String, text: PangoText) { (self.idPrefix, self.text) = (idPrefix, text) }

  func width(of text: String, font: Font) -> Double { self.text.width(of: text, font: font) }

  func stroke(_ path: Path, _ stroke: Stroke) {
    var attributes = SVGCanvas.classOf(stroke.paint)
    attributes += " fill=\"none\" stroke=\"\(SVGCanvas.hex(stroke.paint.color))\""
    attributes += " stroke-width=\"\(SVGCanvas.number(stroke.width))\""
    if stroke.paint.opacity < 1 {
      attributes += " stroke-opacity=\"\(SVGCanvas.number(stroke.paint.opacity))\""
    }
    attributes += " stroke-linejoin=\"round\""
    if stroke.roundCaps { attributes += " stroke-linecap=\"round\"" }
    if !stroke.dashes.isEmpty {
      let dashes = stroke.dashes.map(SVGCanvas.number).joined(separator: " ")
      attributes += " stroke-dasharray=\"\(dashes)\""
    }
    body += "<path d=\"\(SVGCanvas.data(path))\"\(attributes)/>\n"
  }

  func fill(_ path: Path, _ paint: Paint) {
    let opacity =
      paint.opacity < 1 ? " fill-opacity=\"\(SVGCanvas.number(paint.opacity))\"" : ""
    let color = SVGCanvas.hex(paint.color)
    let tone = SVGCanvas.classOf(paint)
    body += "<path d=\"\(SVGCanvas.data(path))\"\(tone) fill=\"\(color)\"\(opacity)/>\n"
  }

  func clip(to rectangle: Rectangle) {
    clips += 1
    let id = "\(idPrefix)-clip-\(clips)"
    body += "<clipPath id=\"\(id)\"><path d=\"\(SVGCanvas.data(Path(rectangle)))\"/></clipPath>\n"
    body += "<g clip-path=\"url(#\(id))\">\n"
  }

  func endClip() { body += "</g>\n" }

  /// Style sheets know parts by their class, scripts by their `data-` attributes.
  func begin(_ part: FigurePart) {
    func box(_ frame: Rectangle) -> String {
      [frame.x, frame.y, frame.width, frame.height].map(SVGCanvas.number).joined(separator: " ")
    }
    func series(_ name: String) -> String { " data-series=\"\(Markup.escaped(name))\"" }
    let attributes =
      switch part {
      case .panel(let index, let plot):
        "class=\"panel\" data-panel=\"\(index)\" data-plot=\"\(box(plot))\""
      case .grid: "class=\"grid\""
      case .axes: "class=\"axes\""
      case .ticks: "class=\"ticks\""
      case .tickLabels(let isVertical): "class=\"labels\" data-axis=\"\(isVertical ? "y" : "x")\""
      case .title: "class=\"title\""
      case .mark(let index, let layer, let name):
        "class=\"mark\" data-mark=\"\(index)\""
          + (layer.map { " data-layer=\"\($0.rawValue)\"" } ?? "") + series(name)
      case .legend: "class=\"legend\""
      case .entry(let name, let frame):
        "class=\"entry\"\(series(name)) data-frame=\"\(box(frame))\""
      }
    body += "<g \(attributes)>\n"
  }

  func endPart() { body += "</g>\n" }

  private static func classOf(_ paint: Paint) -> String { " class=\"\(paint.tone.name)\"" }

  func draw(
    _ label: Label, at position: Point, anchor: TextAnchor, vertical: Bool, paint: Paint
  ) {
    guard let first = label.runs.first else { return }
    let place = "\(SVGCanvas.number(position.x)) \(SVGCanvas.number(position.y))"
    var attributes =
      vertical
      ? " transform=\"translate(\(place)) rotate(-90)\""
      : " x=\"\(SVGCanvas.number(position.x))\" y=\"\(SVGCanvas.number(position.y))\""
    if anchor != .start {
      attributes += " text-anchor=\"\(anchor == .middle ? "middle" : "end")\""
    }
    attributes += "\(SVGCanvas.classOf(paint)) fill=\"\(SVGCanvas.hex(paint.color))\""
    attributes += " font-size=\"\(SVGCanvas.number(first.font.size))\""
    body += "<text\(attributes)>"
    if label.runs.count == 1 && first.rise == 0 && first.font == Font(first.font.size) {
      body += Markup.escaped(first.text)
    } else {
      var rise = 0.0
      for run in label.runs {
        var span = ""
        if run.rise != rise { span += " dy=\"\(SVGCanvas.number(rise - run.rise))\"" }
        if run.font.size != first.font.size {
          span += " font-size=\"\(SVGCanvas.number(run.font.size))\""
        }
        if run.font.weight == .semibold { span += " font-weight=\"600\"" }
        if run.font.isItalic { span += " font-style=\"italic\"" }
        body += "<tspan\(span)>\(Markup.escaped(run.text))</tspan>"
        rise = run.rise
      }
    }
    body += "</text>\n"
  }

  /// Path data: absolute moves, the rest relative, in hundredths that add up without drift.
  static func data(_ path: Path) -> String {
    var text = ""
    var (x, y) = (0, 0)
    var (startX, startY) = (0, 0)
    func add(_ letter: String, _ points: [Point], relative: Bool = true) {
      var (lastX, lastY) = (x, y)
      for (index, point) in points.enumerated() {
        (lastX, lastY) = (Int((point.x * 100).rounded()), Int((point.y * 100).rounded()))
        text += index == 0 ? letter : " "
        text += hundredths(relative ? lastX - x : lastX)
        let second = hundredths(relative ? lastY - y : lastY)
        text += second.hasPrefix("-") ? second : " " + second
      }
      (x, y) = (lastX, lastY)
    }
    for element in path.elements {
      switch element {
      case .move(let p):
        add("M", [p], relative: false)
        (startX, startY) = (x, y)
      case .line(let p): add("l", [p])
      case .circle(let center, let radius):
        add("M", [Point(center.x + radius, center.y)], relative: false)
        let (r, width) = (number(radius), 2 * Int((radius * 100).rounded()))
        text += "a\(r) \(r) 0 1 0\(hundredths(-width)) 0a\(r) \(r) 0 1 0 \(hundredths(width)) 0Z"
      case .close:
        text += "Z"
        (x, y) = (startX, startY)
      }
    }
    return text
  }

  /// `value` rounded to hundredths, without trailing zeros.
  static func number(_ value: Double) -> String {
    hundredths(Int((value * 100).rounded()))
  }

  private static func hundredths(_ count: Int) -> String {
    let (whole, part) = abs(count).quotientAndRemainder(dividingBy: 100)
    let sign = count < 0 ? "-" : ""
    if part == 0 { return "\(sign)\(whole)" }
    if part % 10 == 0 { return "\(sign)\(whole).\(part / 10)" }
    return "\(sign)\(whole).\(part < 10 ? "0" : "")\(part)"
  }

  static func hex(_ color: RGB) -> String {
    "#"
      + [color.red, color.green, color.blue].map { channel in
        let text = String(channel, radix: 16)
        return text.count < 2 ? "0" + text : text
      }.joined()
  }
}
