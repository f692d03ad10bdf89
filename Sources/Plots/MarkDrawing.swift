struct MarkDrawing<Surface: Canvas> {
  let canvas: Surface
  let layout: PanelLayout

  /// Draws all but texts in order, cut at the plot's edges; a marker whose middle is inside is drawn
  /// whole.
  func drawShapes() {
    var clipped: Rectangle?
    var open: FigurePart?
    for shape in shapes where !shape.mark.isText {
      var margin = FigureStyle.axisWidth
      if case .scatter(_, _, _, let style) = shape.mark { margin = max(margin, style.markerSize) }
      let edges = layout.plot.expanded(by: margin)
      if open != nil && (shape.part != open || edges != clipped) {
        canvas.endPart()
        open = nil
      }
      if edges != clipped {
        if clipped != nil { canvas.endClip() }
        canvas.clip(to: edges)
        clipped = edges
      }
      // The runs of an ensemble are one part.
      if open == nil {
        canvas.begin(shape.part)
        open = shape.part
      }
      draw(shape.mark)
    }
    if open != nil { canvas.endPart() }
    if clipped != nil { canvas.endClip() }
  }

  func drawTexts() {
    for shape in shapes where shape.mark.isText {
      canvas.part(shape.part) { drawText(shape.mark) }
    }
  }

  /// What is drawn, with the part of the figure that it is.
  private var shapes: [(mark: Mark, part: FigurePart)] {
    zip(layout.panel.shapes, Legend.series(of: layout.panel)).map { shape, series in
      (shape.mark, .mark(shape.index, layer: shape.layer, series: series))
    }
  }

  private func draw(_ mark: Mark) {
    let plot = layout.plot
    switch mark {
    case .line(_, let x, let y, let style):
      drawLines(layout.runs(x, y), style)
    case .band(_, let x, let low, let high, let style):
      drawBand(x, low, high, style)
    case .scatter(_, let x, let y, let style):
      drawMarkers(zip(x, y).compactMap { layout.point($0, $1) }, style)
    case .bars(_, let x, let y, let low, let high, let width, let style):
      var path = Path()
      let bounds = plot.expanded(by: 20)
      for bar in layout.bars(x, y, width: width) {
        if let seen = bar.intersection(bounds) { path.append(rectangle: seen) }
      }
      if !path.elements.isEmpty { canvas.fill(path, style.paint) }
      drawIntervals(x, y, low, high, width: width)
    case .horizontalRule(_, let y, let style):
      guard let y = layout.positionY(y) else { return }
      canvas.stroke(
        Path(polyline: [Point(plot.x, y), Point(plot.right, y)]), style.stroke)
    case .verticalRule(_, let x, let style):
      guard let x = layout.positionX(x) else { return }
      canvas.stroke(
        Path(polyline: [Point(x, plot.bottom), Point(x, plot.y)]), style.stroke)
    case .text, .ensemble: break
    }
  }

  /// Text marks, just above their point (below it at the plot's top) so that a line there stays
  /// visible; one that would leave the plot's sides is moved inside.
  private func drawText(_ mark: Mark) {
    guard case .text(let text, let x, let y, let anchor) = mark,
      let at = layout.point(x, y), layout.plot.expanded(by: 1).contains(at)
    else { return }
    let label = Label(text, font: FigureStyle.tickFont, measuredBy: canvas)
    let share = anchor == .start ? 0.0 : anchor == .middle ? 0.5 : 1
    let latest = layout.plot.right - 1 - label.width
    let start = max(layout.plot.x + 2, min(at.x - share * label.width, latest))
    let height = FigureStyle.tickFont.size * Font.capHeight
    let above = at.y - 3
    let baseline = above - height < layout.plot.y ? at.y + 3 + height : above
    canvas.draw(
      label, at: Point(start, baseline), anchor: .start, vertical: false,
      paint: Paint(.text))
  }

  private func drawLines(_ runs: [[Point]], _ style: Style) {
    var path = Path()
    let bounds = layout.plot.expanded(by: 20)
    for run in runs {
      if run.count == 1 {
        // A lone point between gaps would be an invisible line of no length.
        drawMarkers(run, Style(style.color, markerSize: 2 * style.lineWidth))
        continue
      }
      for part in Downsampling.clipped(Downsampling.line(run), to: bounds) {
        path.append(polyline: Downsampling.simplified(part))
      }
    }
    guard !path.elements.isEmpty else { return }
    var stroke = style.stroke
    if style.dash == .solid { stroke.width = LineWeight.fitted(style.lineWidth, to: runs) }
    canvas.stroke(path, stroke)
  }

  private func drawBand(_ x: [Double], _ low: [Double], _ high: [Double], _ style: Style) {
    let drawable = x.indices.map {
      layout.point(x[$0], low[$0]) != nil && layout.point(x[$0], high[$0]) != nil
    }
    let lows = layout.runs(x, zip(low, drawable).map { $1 ? $0 : .nan })
    let highs = layout.runs(x, zip(high, drawable).map { $1 ? $0 : .nan })
    var path = Path()
    let limits = layout.plot.expanded(by: 20)
    func clamped(_ points: [Point]) -> [Point] {
      let inside = Downsampling.line(points).map {
        Point($0.x, min(max($0.y, limits.y), limits.bottom))
      }
      return Downsampling.simplified(inside)
    }
    for (lower, upper) in zip(lows, highs) {
      if style.isOutline {
        for edge in [lower, upper] { path.append(polyline: clamped(edge)) }
      } else {
        path.append(polyline: clamped(lower) + clamped(upper).reversed(), closed: true)
      }
    }
    if path.elements.isEmpty { return }
    if style.isOutline {
      canvas.stroke(path, style.stroke)
    } else {
      canvas.fill(path, style.bandPaint)
    }
  }

  private func drawIntervals(
    _ x: [Double], _ y: [Double], _ low: [Double]?, _ high: [Double]?, width: Double
  ) {
    guard low != nil || high != nil else { return }
    var path = Path()
    for index in x.indices {
      guard let from = layout.point(x[index], low?[index] ?? y[index]),
        let to = layout.point(x[index], high?[index] ?? y[index]),
        let left = layout.positionX(x[index] - width / 2)
      else { continue }
      let cap = min(3, (from.x - left) * 0.5)
      path.append(polyline: [from, to])
      for (point, drawn) in [(from, low != nil), (to, high != nil)] where drawn {
        path.append(polyline: [Point(point.x - cap, point.y), Point(point.x + cap, point.y)])
      }
    }
    if !path.elements.isEmpty { canvas.stroke(path, Stroke(Paint(.text), width: 0.8)) }
  }

  private func drawMarkers(_ points: [Point], _ style: Style) {
    let bounds = layout.plot.expanded(by: FigureStyle.axisWidth)
    let inside = points.filter(bounds.contains)
    if style.opacity < 1 {
      for point in inside { canvas.drawMarkers([point], style) }
      return
    }
    // Opaque markers on the same tenth of a point look like one.
    var seen: Set<[Int]> = []
    let distinct = inside.filter {
      seen.insert([Int(($0.x * 10).rounded()), Int(($0.y * 10).rounded())]).inserted
    }
    canvas.drawMarkers(distinct, style)
  }
}
