/// A panel's legend: its entries, their grid and its place.
///
/// One entry for each distinct name, in order; a line and a band of one name share theirs.
struct Legend {
  struct Entry {
    var label: Label
    var marks: [Mark]
  }
  var entries: [Entry]
  var columns: Int
  var columnWidths: [Double]
  var origin = Point(0, 0)
  /// How many samples of the data are under it.
  var overlap = 0

  static let swatchWidth = 16.0
  static let swatchGap = 4.0
  static let columnGap = 10.0
  static let rowHeight = 11.0
  static let inset = 4.0

  var rows: Int { (entries.count + columns - 1) / columns }
  var width: Double {
    columnWidths.reduce(0, +) + Double(columns - 1) * Legend.columnGap + 2 * 3
  }
  var height: Double { Double(rows) * Legend.rowHeight + 2 * 1.5 }
  var frame: Rectangle { Rectangle(x: origin.x, y: origin.y, width: width, height: height) }

  /// The legend at `position`, or for `.best` where it hides the least data; nil without names.
  init?(
    _ layout: PanelLayout, position: LegendPosition, avoiding samples: DataSamples,
    measuredBy measurer: some TextMeasuring
  ) {
    let entries = Legend.entries(of: layout.panel, measuredBy: measurer)
    guard !entries.isEmpty else { return nil }
    var best: Legend?
    let shapes = position == .best && entries.count > 1 ? [1, entries.count] : [1]
    for columns in shapes {
      let shape = Legend(entries: entries, columns: columns)
      if columns > 1 && shape.width > layout.plot.width - 2 * Legend.inset { continue }
      for origin in shape.origins(in: layout.plot, position: position) {
        var candidate = shape
        candidate.origin = origin
        candidate.overlap = samples.count(in: candidate.frame.expanded(by: 1.5))
        if candidate.overlap < best?.overlap ?? .max { best = candidate }
      }
    }
    guard let best else { return nil }
    self = best
  }

  /// The legend with as many columns as the plot has room for, at the top.
  static func flat(
    _ layout: PanelLayout, avoiding samples: DataSamples, measuredBy measurer: some TextMeasuring
  ) -> Legend? {
    let entries = entries(of: layout.panel, measuredBy: measurer)
    guard !entries.isEmpty else { return nil }
    let room = layout.plot.width - 2 * inset
    for columns in stride(from: entries.count, through: 1, by: -1) {
      var legend = Legend(entries: entries, columns: columns)
      guard legend.width <= room || columns == 1 else { continue }
      legend.origin = legend.origins(in: layout.plot, position: .topRight)[0]
      legend.overlap = samples.count(in: legend.frame)
      return legend
    }
    return nil
  }

  private init(entries: [Entry], columns: Int) {
    (self.entries, self.columns) = (entries, columns)
    columnWidths = (0..<columns).map { column in
      let widths = entries.indices.filter { $0 % columns == column }.map { entries[$0].label.width }
      return Legend.swatchWidth + Legend.swatchGap + (widths.max() ?? 0)
    }
  }

  private static func entries(
    of panel: Panel, measuredBy measurer: some TextMeasuring
  ) -> [Entry] {
    var entries: [Entry] = []
    var places: [String: Int] = [:]
    for mark in panel.marks where !mark.name.isEmpty {
      if case .text = mark { continue }
      if let place = places[mark.name] {
        entries[place].marks.append(mark)
      } else {
        places[mark.name] = entries.count
        let label = Label(mark.name, font: FigureStyle.legendFont, measuredBy: measurer)
        entries.append(Entry(label: label, marks: [mark]))
      }
    }
    return entries
  }

  private func origins(in plot: Rectangle, position: LegendPosition) -> [Point] {
    let left = plot.x + Legend.inset
    let right = plot.right - Legend.inset - width
    let top = plot.y + 1
    let bottom = plot.bottom - Legend.inset - height
    let (centerX, centerY) = ((left + right) / 2, (top + bottom) / 2)
    switch position {
    case .topRight: return [Point(right, top)]
    case .topLeft: return [Point(left, top)]
    case .bottomRight: return [Point(right, bottom)]
    case .bottomLeft: return [Point(left, bottom)]
    case .best:
      return [
        Point(right, top), Point(left, top), Point(right, bottom), Point(left, bottom),
        Point(right, centerY), Point(left, centerY), Point(centerX, top), Point(centerX, bottom)
      ]
    }
  }
}
