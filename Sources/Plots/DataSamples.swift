/// Points spread over what a panel draws, to tell where a legend would hide data.
struct DataSamples {
  private var points: [Point] = []
  private static let spacing = 3.0

  init(_ layout: PanelLayout, measuredBy measurer: some TextMeasuring) {
    for mark in layout.panel.shapes.map(\.mark) {
      switch mark {
      case .line(_, let x, let y, _): add(lines: layout.runs(x, y), in: layout.plot)
      case .band(_, let x, let low, let high, let style):
        add(lines: layout.runs(x, low), in: layout.plot)
        add(lines: layout.runs(x, high), in: layout.plot)
        if !style.isOutline { add(bandOver: x, low, high, layout) }
      case .scatter(_, let x, let y, _):
        points += zip(x, y).compactMap { layout.point($0, $1) }
      case .bars(_, let x, let y, let low, let high, let width, _):
        for bar in layout.bars(x, y, width: width) { add(bar, in: layout.plot) }
        for (index, dataX) in x.enumerated() {
          let ends = [low?[index] ?? y[index], high?[index] ?? y[index]]
          add(lines: layout.runs([dataX, dataX], ends), in: layout.plot)
        }
      case .horizontalRule(_, let y, _):
        if let y = layout.positionY(y) {
          add(
            lines: [[Point(layout.plot.x, y), Point(layout.plot.right, y)]], in: layout.plot)
        }
      case .verticalRule(_, let x, _):
        if let x = layout.positionX(x) {
          add(
            lines: [[Point(x, layout.plot.y), Point(x, layout.plot.bottom)]], in: layout.plot)
        }
      case .ensemble: break
      case .text(let text, let x, let y, let anchor):
        guard let at = layout.point(x, y) else { continue }
        let label = Label(text, font: FigureStyle.tickFont, measuredBy: measurer)
        let share = anchor == .start ? 0.0 : anchor == .middle ? 0.5 : 1
        add(
          Rectangle(x: at.x - share * label.width, y: at.y - 10, width: label.width, height: 8),
          in: layout.plot)
      }
    }
  }

  /// How many samples `rectangle` holds.
  func count(in rectangle: Rectangle) -> Int {
    points.reduce(0) { $0 + (rectangle.contains($1) ? 1 : 0) }
  }

  private mutating func add(lines: [[Point]], in plot: Rectangle) {
    for run in lines {
      for part in Downsampling.clipped(Downsampling.line(run), to: plot.expanded(by: 1)) {
        points += part
        for index in part.indices.dropFirst() {
          let (a, b) = (part[index - 1], part[index])
          let steps = Int(max(abs(b.x - a.x), abs(b.y - a.y)) / DataSamples.spacing)
          for step in stride(from: 1, to: steps, by: 1) {
            let share = Double(step) / Double(steps)
            points.append(Point(a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)))
          }
        }
      }
    }
  }

  /// The inside of a band: at most one column of samples for each step across.
  private mutating func add(
    bandOver x: [Double], _ low: [Double], _ high: [Double], _ layout: PanelLayout
  ) {
    var next = -Double.infinity
    for index in x.indices {
      guard let from = layout.point(x[index], low[index]),
        let to = layout.point(x[index], high[index]), from.x >= next
      else { continue }
      next = from.x + DataSamples.spacing
      let (top, bottom) = (max(to.y, layout.plot.y), min(from.y, layout.plot.bottom))
      for y in stride(from: top, through: bottom, by: DataSamples.spacing) {
        points.append(Point(from.x, y))
      }
    }
  }

  private mutating func add(_ box: Rectangle, in plot: Rectangle) {
    guard let box = box.intersection(plot.expanded(by: 20)) else { return }
    for x in stride(from: box.x, through: box.right, by: DataSamples.spacing) {
      for y in stride(from: box.y, through: box.bottom, by: DataSamples.spacing) {
        points.append(Point(x, y))
      }
    }
  }
}
