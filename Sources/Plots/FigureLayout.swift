/// Where everything of a figure goes: a function of the figure and of measured text widths.
///
/// Panels of a row share the top and bottom of their data, those of a column its left and right.
struct FigureLayout {
  var panels: [PanelLayout] = []

  init(_ figure: Figure, measuredBy measurer: some TextMeasuring) throws(PlotError) {
    let count = figure.panels.count
    let fitted = figure.panels.map { ranges(of: $0) }
    var headroom = Array(repeating: 0.0, count: count)
    panels = try FigureLayout.place(figure, fitted, headroom, measurer)
    for (index, layout) in panels.enumerated() {
      guard let position = layout.panel.legend, !layout.isEmpty else { continue }
      let legend = Legend(layout, position: position, measuredBy: measurer)
      panels[index].legend = legend
      let share = ((legend?.height ?? 0) + 4) / layout.plot.height
      guard let legend, legend.overlap > 0, position == .best, layout.panel.y.range == nil,
        layout.panel.y.categories == nil
      else { continue }
      let flat = Legend.flat(layout, measuredBy: measurer)
      let needed = min(share, ((flat?.height ?? legend.height) + 4) / layout.plot.height)
      if needed <= 0.4 { headroom[index] = needed / (1 - needed) }
    }
    guard headroom.contains(where: { $0 > 0 }) else { return }
    panels = try FigureLayout.place(figure, fitted, headroom, measurer)
    for (index, layout) in panels.enumerated() where !layout.isEmpty {
      guard let position = layout.panel.legend else { continue }
      var legend = Legend(layout, position: position, measuredBy: measurer)
      if headroom[index] > 0, let best = legend, best.overlap > 0,
        let flat = Legend.flat(layout, measuredBy: measurer), flat.overlap < best.overlap
      {
        legend = flat
      }
      panels[index].legend = legend
    }
  }

  private typealias Ranges = (x: ClosedRange<Double>?, y: ClosedRange<Double>?)

  private static func place(
    _ figure: Figure, _ fitted: [(x: ClosedRange<Double>?, y: ClosedRange<Double>?)],
    _ headroom: [Double], _ measurer: some TextMeasuring
  ) throws(PlotError) -> [PanelLayout] {
    let columns = min(figure.columns, figure.panels.count)
    let rows = (figure.panels.count + columns - 1) / columns
    let cellWidth =
      (figure.width - 2 * FigureStyle.margin - Double(columns - 1) * FigureStyle.columnGap)
      / Double(columns)
    let cellHeight =
      (figure.height - 2 * FigureStyle.margin - Double(rows - 1) * FigureStyle.rowGap)
      / Double(rows)
    let several = figure.panels.count > 1
    let yRanges = zip(fitted, zip(figure.panels, headroom)).map { range, panel in
      range.y.map {
        AxisScale.padded($0, panel.0.y.scale, start: 0, end: panel.1)
      }
    }
    let lineHeight = FigureStyle.tickFont.size * Font.lineHeight
    let yFrames = figure.panels.enumerated().map { index, panel in
      AxisFrame(
        axis: panel.y, range: yRanges[index], length: max(cellHeight - 46, 20), isVertical: true,
        measuredBy: measurer)
    }
    var left = Array(repeating: 0.0, count: columns)
    for (index, panel) in figure.panels.enumerated() {
      let title = panel.y.label.isEmpty ? 0 : FigureStyle.labelFont.size * Font.lineHeight + 2
      let ticks = FigureStyle.tickLength + FigureStyle.tickGap + yFrames[index].widestLabel
      left[index % columns] = max(left[index % columns], title + ticks)
    }
    var right = Array(repeating: 3.0, count: columns)
    var xFrames: [AxisFrame] = []
    for _ in 0..<2 {
      xFrames = figure.panels.enumerated().map { index, panel in
        let column = index % columns
        return AxisFrame(
          axis: panel.x, range: fitted[index].x,
          length: max(cellWidth - left[column] - right[column], 20), isVertical: false,
          measuredBy: measurer)
      }
      for (index, frame) in xFrames.enumerated() {
        let length = cellWidth - left[index % columns] - right[index % columns]
        guard let last = frame.labels.last, let share = frame.scale.share(of: last.value) else {
          continue
        }
        let over = last.width / 2 - (1 - share) * length
        right[index % columns] = max(right[index % columns], over)
      }
    }
    var top = Array(repeating: 4.0, count: rows)
    var bottom = Array(repeating: 0.0, count: rows)
    for (index, panel) in figure.panels.enumerated() {
      let row = index / columns
      if several || !panel.title.isEmpty {
        top[row] = max(top[row], FigureStyle.titleFont.size * Font.lineHeight + 5)
      }
      let title = panel.x.label.isEmpty ? 0 : FigureStyle.labelFont.size * Font.lineHeight + 3
      let ticks =
        FigureStyle.tickLength + FigureStyle.tickGap
        + lineHeight * Double(xFrames[index].lineCount)
      bottom[row] = max(bottom[row], title + ticks)
    }
    let plotHeight =
      (figure.height - 2 * FigureStyle.margin - Double(rows - 1) * FigureStyle.rowGap
        - top.reduce(0, +) - bottom.reduce(0, +)) / Double(rows)
    var layouts: [PanelLayout] = []
    for (index, panel) in figure.panels.enumerated() {
      let (row, column) = (index / columns, index % columns)
      let above = (0..<row).reduce(0.0) {
        $0 + top[$1] + plotHeight + bottom[$1] + FigureStyle.rowGap
      }
      let plot = Rectangle(
        x: FigureStyle.margin + Double(column) * (cellWidth + FigureStyle.columnGap)
          + left[column],
        y: FigureStyle.margin + above + top[row],
        width: cellWidth - left[column] - right[column], height: plotHeight)
      guard plot.width >= FigureStyle.smallestPlot, plot.height >= FigureStyle.smallestPlot else {
        throw .tooSmall(
          figure: figure.id, found: "\(Int(plot.width)) x \(Int(plot.height)) points")
      }
      layouts.append(
        PanelLayout(
          panel: panel, plot: plot, x: xFrames[index], y: yFrames[index],
          isEmpty: fitted[index].x == nil || fitted[index].y == nil))
    }
    return layouts
  }
}

/// A panel's ranges; rules alone in one direction do not leave the other without axis numbers.
private func ranges(of panel: Panel) -> (x: ClosedRange<Double>?, y: ClosedRange<Double>?) {
  (RangeFitting.x(of: panel), RangeFitting.y(of: panel))
}
