/// The grid of a figure's panels: what their labels need, and the room that is left for the plots.
struct PanelGrid {
  let figure: Figure
  let columns: Int
  let rows: Int
  /// Legends below their panels' x axes, by panel.
  var outerLegends: [Int: Legend] = [:]
  /// Kept free at the figure's lower edge.
  var heightBelow = 0.0
  private let ranges: [(x: ClosedRange<Double>?, y: ClosedRange<Double>?)]

  init(_ figure: Figure, measuredBy measurer: some TextMeasuring) {
    self.figure = figure
    columns = min(figure.columns, figure.panels.count)
    rows = (figure.panels.count + columns - 1) / columns
    ranges = figure.panels.map { (x: RangeFitting.x(of: $0), y: RangeFitting.y(of: $0)) }
  }

  /// The room for all panels of a row, axes included.
  private var roomWidth: Double {
    figure.width - 2 * FigureStyle.margin - Double(columns - 1) * FigureStyle.columnGap
  }
  var cellWidth: Double { roomWidth / Double(columns) }
  private var roomHeight: Double {
    figure.height - 2 * FigureStyle.margin - Double(rows - 1) * FigureStyle.rowGap - heightBelow
  }

  /// Below the plot, axis title included.
  private func axisHeight(_ panel: Panel, _ frame: AxisFrame) -> Double {
    let title = panel.x.label.isEmpty ? 0 : FigureStyle.labelFont.size * Font.lineHeight + 3
    return FigureStyle.tickLength + FigureStyle.tickGap
      + FigureStyle.tickFont.size * Font.lineHeight * Double(frame.lineCount) + title
  }

  /// `legend` below the x axis of its panel, in the middle of the plot where its column has the room.
  func placed(_ legend: Legend, below layout: PanelLayout, index: Int) -> Legend {
    var legend = legend
    let column = index % columns
    let latest =
      figure.width - FigureStyle.margin
      - Double(columns - 1 - column) * (cellWidth + FigureStyle.columnGap) - legend.width
    let middle = layout.plot.x + (layout.plot.width - legend.width) / 2
    legend.origin = Point(
      max(FigureStyle.margin, min(middle, latest)),
      layout.plot.bottom + axisHeight(layout.panel, layout.x) + FigureStyle.legendGap)
    return legend
  }

  func panels(measuredBy measurer: some TextMeasuring) throws(PlotError) -> [PanelLayout] {
    let several = figure.panels.count > 1
    let yFrames = figure.panels.enumerated().map { index, panel in
      AxisFrame(
        axis: panel.y, range: ranges[index].y, length: max(roomHeight / Double(rows) - 46, 20),
        isVertical: true, measuredBy: measurer)
    }
    var tickRoom = Array(repeating: 0.0, count: columns)
    var left = Array(repeating: 0.0, count: columns)
    for index in figure.panels.indices {
      let ticks = FigureStyle.tickLength + FigureStyle.tickGap + yFrames[index].widestLabel
      tickRoom[index % columns] = max(tickRoom[index % columns], ticks)
    }
    for (index, panel) in figure.panels.enumerated() {
      let title = panel.y.label.isEmpty ? 0 : FigureStyle.labelFont.size * Font.lineHeight + 2
      left[index % columns] = max(left[index % columns], title + tickRoom[index % columns])
    }
    var right = Array(repeating: 3.0, count: columns)
    var xFrames: [AxisFrame] = []
    var plotWidth = 0.0
    for pass in 0..<3 {
      plotWidth = (roomWidth - left.reduce(0, +) - right.reduce(0, +)) / Double(columns)
      xFrames = figure.panels.enumerated().map { index, panel in
        AxisFrame(
          axis: panel.x, range: ranges[index].x, length: max(plotWidth, 20), isVertical: false,
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
      let legend = outerLegends[index].map { $0.height + FigureStyle.legendGap } ?? 0
      bottom[row] = max(bottom[row], axisHeight(panel, xFrames[index]) + legend)
    }
    let plotHeight = (roomHeight - top.reduce(0, +) - bottom.reduce(0, +)) / Double(rows)
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
          panel: panel, plot: plot, x: xFrames[index], y: yFrames[index],
          yTitleBaseline: plot.x - tickRoom[column] - 5, title: titles[index],
          isEmpty: ranges[index].x == nil || ranges[index].y == nil))
    }
    return layouts
  }
}
