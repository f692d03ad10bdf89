/// Draws `figure` on `canvas`: grid, marks in order, axes, titles, legend.
///
/// A panel without any value that its axes can show says so in its middle. Throws a `PlotError` where
/// the figure's own declaration cannot be drawn.
public func render(_ figure: Figure, on canvas: some Canvas) throws(PlotError) {
  try figure.validate()
  let layout = try FigureLayout(figure, measuredBy: canvas)
  canvas.fill(
    Path(Rectangle(x: 0, y: 0, width: figure.width, height: figure.height)),
    Paint(Palette.background))
  for (index, panel) in layout.panels.enumerated() {
    AxisDrawing(canvas: canvas, layout: panel).drawGrid()
    canvas.clip(to: panel.plot.expanded(by: FigureStyle.axisWidth))
    let marks = MarkDrawing(canvas: canvas, layout: panel)
    for mark in panel.panel.marks { marks.draw(mark) }
    canvas.endClip()
    AxisDrawing(canvas: canvas, layout: panel).drawAxes()
    for mark in panel.panel.marks { marks.drawText(mark) }
    if let legend = panel.legend { marks.draw(legend) }
    if panel.isEmpty {
      let label = Label("no values to show", font: FigureStyle.tickFont, measuredBy: canvas)
      let center = Point(
        panel.plot.x + panel.plot.width / 2, panel.plot.y + panel.plot.height / 2)
      canvas.draw(
        label, at: center, anchor: .middle, vertical: false, paint: Paint(Palette.neutral))
    }
    var title = Label("", font: FigureStyle.titleFont, measuredBy: canvas)
    if layout.panels.count > 1 {
      let letter = "(\(Panel.letter(index)))"
      title.append(letter, font: FigureStyle.letterFont, measuredBy: canvas)
    }
    if !panel.panel.title.isEmpty {
      let text = title.runs.isEmpty ? panel.panel.title : " " + panel.panel.title
      title.append(text, font: FigureStyle.titleFont, measuredBy: canvas)
    }
    if !title.runs.isEmpty {
      // A title longer than the plot starts further left, but stays on the page.
      let over = max(0, title.width - (figure.width - FigureStyle.margin - panel.plot.x))
      let start = max(FigureStyle.margin, panel.plot.x - over)
      canvas.draw(
        title, at: Point(start, panel.plot.y - 6), anchor: .start, vertical: false,
        paint: Paint(Palette.text))
    }
  }
}
