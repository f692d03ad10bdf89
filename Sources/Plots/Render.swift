/// Draws `figure` on `canvas`: grid, marks in order, axes, titles, legend.
///
/// A panel without any value that its axes can show says so in its middle. Throws a `PlotError` where
/// the figure's own declaration cannot be drawn.
public func render(_ figure: Figure, on canvas: some Canvas) throws(PlotError) {
  try figure.validate()
  let layout = try FigureLayout(figure, measuredBy: canvas)
  canvas.fill(
    Path(Rectangle(x: 0, y: 0, width: figure.width, height: figure.height)),
    Paint(.background))
  for (index, panel) in layout.panels.enumerated() {
    canvas.part(.panel(index, plot: panel.plot)) { draw(panel, on: canvas) }
  }
  if let legend = layout.sharedLegend {
    LegendDrawing(canvas: canvas).draw(legend, isInside: false)
  }
}

private func draw(_ panel: PanelLayout, on canvas: some Canvas) {
  AxisDrawing(canvas: canvas, layout: panel).drawGrid()
  let marks = MarkDrawing(canvas: canvas, layout: panel)
  marks.drawShapes()
  AxisDrawing(canvas: canvas, layout: panel).drawAxes()
  marks.drawTexts()
  if let legend = panel.legend {
    let isInside = legend.origin.y < panel.plot.bottom
    LegendDrawing(canvas: canvas).draw(legend, isInside: isInside)
  }
  if panel.isEmpty {
    let label = Label("no values to show", font: FigureStyle.tickFont, measuredBy: canvas)
    let center = Point(
      panel.plot.x + panel.plot.width / 2, panel.plot.y + panel.plot.height / 2)
    canvas.draw(
      label, at: center, anchor: .middle, vertical: false, paint: Paint(.role(.neutral)))
  }
  guard !panel.title.isEmpty else { return }
  canvas.part(.title) {
    for (line, title) in panel.title.enumerated() {
      let below = Double(panel.title.count - 1 - line)
      let baseline = panel.plot.y - 6 - below * FigureStyle.titleFont.size * Font.lineHeight
      canvas.draw(
        title, at: Point(panel.plot.x, baseline), anchor: .start, vertical: false,
        paint: Paint(.text))
    }
  }
}
