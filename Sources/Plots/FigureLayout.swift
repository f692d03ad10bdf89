/// Where everything of a figure goes: a function of the figure and of measured text widths.
///
/// All panels have the same size; those of a row share the top and bottom of their data, those of a
/// column its left and right.
struct FigureLayout {
  var panels: [PanelLayout] = []

  init(_ figure: Figure, measuredBy measurer: some TextMeasuring) throws(PlotError) {
    let count = figure.panels.count
    let fitted = figure.panels.map { (x: RangeFitting.x(of: $0), y: RangeFitting.y(of: $0)) }
    var headroom = Array(repeating: 0.0, count: count)
    panels = try FigureLayout.place(figure, fitted, headroom, measurer)
    for (index, layout) in panels.enumerated() {
      guard let position = layout.panel.legend, !layout.isEmpty else { continue }
      let samples = DataSamples(layout, measuredBy: measurer)
      let legend = Legend(
        layout, position: position, avoiding: samples, measuredBy: measurer)
      panels[index].legend = legend
      let share = ((legend?.height ?? 0) + 4) / layout.plot.height
      guard let legend, legend.overlap > 0, position == .best, layout.panel.y.range == nil,
        layout.panel.y.categories == nil
      else { continue }
      let flat = Legend.flat(layout, avoiding: samples, measuredBy: measurer)
      let needed = min(share, ((flat?.height ?? legend.height) + 4) / layout.plot.height)
      if needed <= 0.4 { headroom[index] = needed / (1 - needed) }
    }
    guard headroom.contains(where: { $0 > 0 }) else { return }
    panels = try FigureLayout.place(figure, fitted, headroom, measurer)
    for (index, layout) in panels.enumerated() where !layout.isEmpty {
      guard let position = layout.panel.legend else { continue }
      let samples = DataSamples(layout, measuredBy: measurer)
      var legend = Legend(
        layout, position: position, avoiding: samples, measuredBy: measurer)
      if headroom[index] > 0, let best = legend, best.overlap > 0,
        let flat = Legend.flat(layout, avoiding: samples, measuredBy: measurer),
        flat.overlap < best.overlap
      {
        legend = flat
      }
      panels[index].legend = legend
    }
  }

  private static func place(
    _ figure: Figure, _ fitted: [(x: ClosedRange<Double>?, y: ClosedRange<Double>?)],
    _ headroom: [Double], _ measurer: some TextMeasuring
  ) throws(PlotError) -> [PanelLayout] {
    let columns = min(figure.columns, figure.panels.count)
    let rows = (figure.panels.count + columns - 1) / columns
    let roomWidth =
      figure.width - 2 * FigureStyle.margin - Double(columns - 1) * FigureStyle.columnGap
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
    var plotWidth = 0.0
    for pass in 0..<3 {
      plotWidth = (roomWidth - left.reduce(0, +) - right.reduce(0, +)) / Double(columns)
      xFrames = figure.panels.enumerated().map { index, panel in
        AxisFrame(
          axis: panel.x, range: fitted[index].x, length: max(plotWidth, 20), isVertical: false,
          measuredBy: measurer)
      }
      if pass == 2 { break }
      for (index, frame) in xFrames.enumerated() {
        guard let last = frame.labels.last, let share = frame.scale.share(of: last.value) else {
          continue
        }
        let over = last.width / 2 - (1 - share) * plotWidth
        right[index % columns] = max(right[index % columns], over)
      }
    }
    var top = Array(repeating: 4.0, count: rows)
    var bottom = Array(repeating: 0.0, count: rows)
    var titles: [[Label]] = []
    for (index, panel) in figure.panels.enumerated() {
      let row = index / columns
      titles.append(
        Label.lines(
          panel.title, letter: several ? ("(\(Panel.letter(index)))", FigureStyle.letterFont) : nil,
          font: FigureStyle.titleFont, room: plotWidth + right[index % columns],
          measuredBy: measurer))
      if !titles[index].isEmpty {
        let lines = Double(titles[index].count) * FigureStyle.titleFont.size * Font.lineHeight
        top[row] = max(top[row], lines + 5)
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
      let before = (0..<column).reduce(0.0) {
        $0 + left[$1] + plotWidth + right[$1] + FigureStyle.columnGap
      }
      let plot = Rectangle(
        x: FigureStyle.margin + before + left[column], y: FigureStyle.margin + above + top[row],
        width: plotWidth, height: plotHeight)
      guard plot.width >= FigureStyle.smallestPlot, plot.height >= FigureStyle.smallestPlot else {
        throw .tooSmall(
          figure: figure.id, found: "\(Int(plot.width)) x \(Int(plot.height)) points")
      }
      layouts.append(
        PanelLayout(
          panel: panel, plot: plot, x: xFrames[index], y: yFrames[index], title: titles[index],
          isEmpty: fitted[index].x == nil || fitted[index].y == nil))
    }
    return layouts
  }
}
