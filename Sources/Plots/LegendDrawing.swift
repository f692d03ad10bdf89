struct LegendDrawing<Surface: Canvas> {
  let canvas: Surface

  /// `isInside` a plot the grid is covered behind the legend.
  func draw(_ legend: Legend, isInside: Bool) {
    canvas.begin(.legend)
    if isInside { canvas.fill(Path(legend.frame), Paint(.background)) }
    for (index, entry) in legend.entries.enumerated() {
      let place = legend.place(ofEntry: index)
      canvas.begin(
        .entry(series: Label.plain(entry.name), frame: legend.frame(ofEntry: index)))
      for part in entry.swatch { draw(part, at: place) }
      let baseline = place.y + FigureStyle.legendFont.size * Font.capHeight / 2
      canvas.draw(
        entry.label, at: Point(place.x + Legend.swatchWidth + Legend.swatchGap, baseline),
        anchor: .start, vertical: false, paint: Paint(.text))
      canvas.endPart()
    }
    canvas.endPart()
  }

  private func draw(_ part: Legend.Swatch, at place: Point) {
    let (x, y, width) = (place.x, place.y, Legend.swatchWidth)
    switch part {
    case .band(let style) where style.isOutline:
      var edges = Path()
      for edge in [y - 3, y + 3] {
        edges.append(polyline: [Point(x, edge), Point(x + width, edge)])
      }
      canvas.stroke(edges, style.stroke)
    case .band(let style):
      canvas.fill(Path(Rectangle(x: x, y: y - 3, width: width, height: 6)), style.bandPaint)
    case .bar(let style):
      canvas.fill(
        Path(Rectangle(x: x + width / 2 - 4, y: y - 3.5, width: 8, height: 7)), style.paint)
    case .line(let style):
      // Fine or faint marks keep their color readable in the legend.
      var visible = style.stroke
      visible.width = max(visible.width, 1)
      visible.paint.opacity = max(visible.paint.opacity, 0.7)
      canvas.stroke(Path(polyline: [Point(x, y), Point(x + width, y)]), visible)
    case .marker(let style):
      var visible = style
      visible.opacity = 1
      visible.markerSize = max(visible.markerSize, 3)
      canvas.drawMarkers([Point(x + width / 2, y)], visible)
    }
  }
}
