/// Draws a panel's grid, axis lines, ticks and labels.
struct AxisDrawing<Surface: Canvas> {
  let canvas: Surface
  let layout: PanelLayout

  private var plot: Rectangle { layout.plot }

  func drawGrid() {
    var path = Path()
    if layout.x.hasTicks {
      for x in layout.x.labels.compactMap({ layout.positionX($0.value) }) {
        path.append(polyline: [Point(x, plot.y), Point(x, plot.bottom)])
      }
    }
    for y in layout.y.labels.compactMap({ layout.positionY($0.value) }) {
      path.append(polyline: [Point(plot.x, y), Point(plot.right, y)])
    }
    if !path.elements.isEmpty {
      canvas.part(.grid) {
        canvas.stroke(path, Stroke(Paint(.grid), width: FigureStyle.gridWidth))
      }
    }
  }

  func drawAxes() {
    canvas.part(.axes) {
      canvas.part(.ticks) { drawTicks() }
      drawTickLabels()
      drawAxisLabels()
    }
  }

  private func drawTicks() {
    var axes = Path()
    // Where the lower part of the y axis begins.
    var top = plot.y
    if layout.y.scale.lane > 0 {
      let middle = plot.bottom - plot.height * layout.y.scale.lane
      let gap = FigureStyle.axisBreak / 2
      axes.append(polyline: [Point(plot.x, top), Point(plot.x, middle - gap)])
      top = middle + gap
    }
    axes.append(polyline: [
      Point(plot.x, top), Point(plot.x, plot.bottom), Point(plot.right, plot.bottom)
    ])
    var minor = Path()
    if layout.x.hasTicks {
      addTicks(at: layout.x.labels.map(\.value), length: FigureStyle.tickLength, to: &axes)
      addTicks(at: layout.x.minor, length: FigureStyle.minorTickLength, to: &minor)
    }
    if layout.y.hasTicks {
      addTicks(
        at: layout.y.labels.map(\.value), length: FigureStyle.tickLength, to: &axes, vertical: true)
      addTicks(
        at: layout.y.minor, length: FigureStyle.minorTickLength, to: &minor, vertical: true)
    }
    let paint = Paint(.axis)
    if !minor.elements.isEmpty {
      canvas.stroke(minor, Stroke(paint, width: FigureStyle.minorTickWidth))
    }
    canvas.stroke(axes, Stroke(paint, width: FigureStyle.axisWidth))
  }

  private func addTicks(
    at values: [Double], length: Double, to path: inout Path, vertical: Bool = false
  ) {
    for value in values {
      if vertical, let y = layout.positionY(value) {
        path.append(polyline: [Point(plot.x - length, y), Point(plot.x, y)])
      } else if !vertical, let x = layout.positionX(value) {
        path.append(polyline: [Point(x, plot.bottom), Point(x, plot.bottom + length)])
      }
    }
  }

  private func drawTickLabels() {
    let size = FigureStyle.tickFont.size
    let first =
      plot.bottom + FigureStyle.tickLength + FigureStyle.tickGap
      + size * Font.capHeight + 0.5
    canvas.begin(.tickLabels(isVertical: false))
    for label in layout.x.labels {
      guard let x = layout.positionX(label.value) else { continue }
      for (row, line) in label.lines.enumerated() {
        let baseline = first + Double(row) * size * Font.lineHeight
        draw(line, at: Point(x, baseline), anchor: .middle, paint: Paint(.text))
      }
    }
    canvas.endPart()
    canvas.begin(.tickLabels(isVertical: true))
    for label in layout.y.labels {
      guard let y = layout.positionY(label.value), let line = label.lines.first else { continue }
      let x = plot.x - FigureStyle.tickLength - FigureStyle.tickGap
      draw(
        line, at: Point(x, y + size * Font.capHeight / 2), anchor: .end,
        paint: Paint(.text))
    }
    canvas.endPart()
  }

  private func drawAxisLabels() {
    let font = FigureStyle.labelFont
    if !layout.panel.x.label.isEmpty {
      let label = Label(layout.panel.x.label, font: font, measuredBy: canvas)
      let ticks =
        FigureStyle.tickLength + FigureStyle.tickGap
        + FigureStyle.tickFont.size * Font.lineHeight * Double(layout.x.lineCount)
      let baseline = plot.bottom + ticks + font.size * Font.capHeight + 3.5
      draw(
        label, at: Point(plot.x + plot.width / 2, baseline), anchor: .middle,
        paint: Paint(.text))
    }
    if !layout.panel.y.label.isEmpty {
      let label = Label(layout.panel.y.label, font: font, measuredBy: canvas)
      canvas.draw(
        label, at: Point(layout.yTitleBaseline, plot.y + plot.height / 2), anchor: .middle,
        vertical: true,
        paint: Paint(.text))
    }
  }

  private func draw(_ label: Label, at position: Point, anchor: TextAnchor, paint: Paint) {
    canvas.draw(label, at: position, anchor: anchor, vertical: false, paint: paint)
  }
}
