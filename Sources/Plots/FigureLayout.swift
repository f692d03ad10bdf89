/// Where everything of a figure goes: a function of the figure and of measured text widths.
///
/// All panels have the same size; those of a row share the top and bottom of their data, those of a
/// column its left and right and the place of the y axis' title.
struct FigureLayout {
  var panels: [PanelLayout] = []
  /// Below all panels, where several have the same legend.
  var sharedLegend: Legend?

  init(_ figure: Figure, measuredBy measurer: some TextMeasuring) throws(PlotError) {
    let entries = figure.panels.map { Legend.entries(of: $0, measuredBy: measurer) }
    let named = entries.filter { !$0.isEmpty }
    var grid = PanelGrid(figure, measuredBy: measurer)
    if let first = named.first, named.count > 1, named.allSatisfy({ $0 == first }) {
      try share(first, on: grid, measuredBy: measurer)
      return
    }
    // Where one legend of a row finds no place inside, all of the row go below their panels. That
    // makes the plots lower, so that other rows may need to follow.
    while true {
      panels = try grid.panels(measuredBy: measurer)
      var crowded: Int?
      for (index, layout) in panels.enumerated() where !layout.isEmpty && !entries[index].isEmpty {
        if let outer = grid.outerLegends[index] {
          panels[index].legend = grid.placed(outer, below: layout, index: index)
          continue
        }
        panels[index].legend = Legend.inside(
          layout, entries: entries[index], position: layout.panel.legend ?? .best,
          avoiding: DataSamples(layout, measuredBy: measurer))
        if panels[index].legend == nil { crowded = index / grid.columns }
      }
      guard let crowded else { return }
      if named.count == 1 {
        try share(named[0], on: grid, measuredBy: measurer)
        return
      }
      for index in panels.indices where index / grid.columns == crowded && !entries[index].isEmpty {
        grid.outerLegends[index] = Legend(entries: entries[index], room: grid.cellWidth)
      }
    }
  }

  /// One legend for all panels.
  private mutating func share(
    _ entries: [Legend.Entry], on grid: PanelGrid, measuredBy measurer: some TextMeasuring
  ) throws(PlotError) {
    var grid = grid
    let legend = Legend(entries: entries, room: grid.figure.width - 2 * FigureStyle.margin)
    grid.heightBelow = legend.height + FigureStyle.legendGap
    panels = try grid.panels(measuredBy: measurer)
    sharedLegend = FigureLayout.below(legend, panels: panels, figure: grid.figure)
  }

  /// The legend at the figure's lower edge, in the middle of what the plots cover.
  private static func below(_ legend: Legend, panels: [PanelLayout], figure: Figure) -> Legend {
    var legend = legend
    let left = panels.map(\.plot.x).min() ?? 0
    let right = panels.map(\.plot.right).max() ?? figure.width
    let middle = (left + right - legend.width) / 2
    let latest = figure.width - FigureStyle.margin - legend.width
    legend.origin = Point(
      max(FigureStyle.margin, min(middle, latest)),
      figure.height - FigureStyle.margin - legend.height)
    return legend
  }
}
