/// A panel's or a figure's legend: its entries, their grid and its place.
struct Legend: Equatable {
  /// A name with what stands for it.
  struct Entry: Equatable {
    var name: String
    var label: Label
    /// What its swatch shows; at most one part of each kind.
    var swatch: [Swatch]
  }

  /// A part of a swatch, in the order in which the parts are drawn.
  enum Swatch: Equatable {
    case band(Style)
    case bar(Style)
    case line(Style)
    case marker(Style)

    fileprivate var color: ColorRole {
      get {
        switch self {
        case .band(let style), .bar(let style), .line(let style), .marker(let style): style.color
        }
      }
      set {
        func painted(_ style: Style) -> Style {
          var style = style
          style.color = newValue
          return style
        }
        self =
          switch self {
          case .band(let style): .band(painted(style))
          case .bar(let style): .bar(painted(style))
          case .line(let style): .line(painted(style))
          case .marker(let style): .marker(painted(style))
          }
      }
    }

    fileprivate var layer: Int {
      switch self {
      case .band: 0
      case .bar: 1
      case .line: 2
      case .marker: 3
      }
    }
  }

  var entries: [Entry]
  var columns: Int
  var columnWidths: [Double]
  var origin = Point(0, 0)

  static let swatchWidth = 18.0
  static let swatchGap = 4.0
  static let columnGap = 12.0
  static let rowHeight = 11.0
  /// Between an inner legend and the plot's edges.
  static let inset = 4.0
  /// Between an inner legend and the data.
  static let clearance = 2.5
  private static let padding = 3.0

  var rows: Int { (entries.count + columns - 1) / columns }
  var width: Double {
    columnWidths.reduce(0, +) + Double(columns - 1) * Legend.columnGap + 2 * Legend.padding
  }
  var height: Double { Double(rows) * Legend.rowHeight + Legend.padding }
  var frame: Rectangle { Rectangle(x: origin.x, y: origin.y, width: width, height: height) }

  init(entries: [Entry], columns: Int) {
    (self.entries, self.columns) = (entries, columns)
    columnWidths = (0..<columns).map { column in
      let widths = entries.indices.filter { $0 % columns == column }.map { entries[$0].label.width }
      return Legend.swatchWidth + Legend.swatchGap + (widths.max() ?? 0)
    }
  }

  /// The widest grid of at most `room` points, its rows evenly filled; one column where none fits.
  init(entries: [Entry], room: Double) {
    var columns = entries.count
    while columns > 1 && Legend(entries: entries, columns: columns).width > room { columns -= 1 }
    let rows = (entries.count + columns - 1) / columns
    self.init(entries: entries, columns: (entries.count + rows - 1) / rows)
  }

  /// Where an entry's swatch starts, halfway up its row.
  func place(ofEntry index: Int) -> Point {
    let column = index % columns
    let before = columnWidths[..<column].reduce(0) { $0 + $1 + Legend.columnGap }
    let row = Double(index / columns)
    return Point(
      origin.x + Legend.padding + before,
      origin.y + Legend.padding / 2 + (row + 0.5) * Legend.rowHeight)
  }

  /// The rectangle that holds an entry's swatch and name.
  func frame(ofEntry index: Int) -> Rectangle {
    let place = place(ofEntry: index)
    let width = Legend.swatchWidth + Legend.swatchGap + entries[index].label.width
    return Rectangle(
      x: place.x, y: place.y - Legend.rowHeight / 2, width: width, height: Legend.rowHeight)
  }

  /// One entry for each distinct name, in order.
  ///
  /// Marks of one name share an entry, which is neutral where their colors differ. An unnamed mark joins the entry of a mark of its color at the
  /// same x values, where the entry has no part of its kind: the markers on a line, the band around a
  /// median.
  static func entries(of panel: Panel, measuredBy measurer: some TextMeasuring) -> [Entry] {
    guard panel.legend != nil else { return [] }
    var entries: [Entry] = []
    for (mark, name) in zip(panel.shapes.map(\.mark), entryNames(of: panel)) {
      guard let name, !mark.name.isEmpty, let shape = Shape(mark) else { continue }
      if let place = entries.firstIndex(where: { $0.name == name }) {
        entries[place].add(shape.swatch)
      } else {
        let label = Label(name, font: FigureStyle.legendFont, measuredBy: measurer)
        entries.append(Entry(name: name, label: label, swatch: [shape.swatch]))
      }
    }
    for (mark, name) in zip(panel.shapes.map(\.mark), entryNames(of: panel)) {
      guard mark.name.isEmpty, let shape = Shape(mark),
        let place = entries.firstIndex(where: { $0.name == name })
      else { continue }
      entries[place].add(shape.swatch)
    }
    return entries
  }

  /// For each shape of a panel the name of the entry that it is drawn in, if any.
  private static func entryNames(of panel: Panel) -> [String?] {
    var named: [(name: String, shapes: [Shape])] = []
    let marks = panel.shapes.map { $0.mark }
    for mark in marks where !mark.name.isEmpty {
      guard let shape = Shape(mark) else { continue }
      if let place = named.firstIndex(where: { $0.name == mark.name }) {
        named[place].shapes.append(shape)
      } else {
        named.append((mark.name, [shape]))
      }
    }
    return marks.map { mark in
      guard let shape = Shape(mark) else { return nil }
      if !mark.name.isEmpty { return mark.name }
      return named.first { $0.shapes.contains(where: shape.goesWith) }?.name
    }
  }

  /// For each shape of a panel the series that it belongs to on a page where the legend's entries switch
  /// series on and off: its entry, or its own series of the CSV where it has none.
  ///
  /// The runs of one ensemble among several belong to its median: they are all of one kind. Those of a
  /// panel's only ensemble stay when its median goes.
  static func series(of panel: Panel) -> [String] {
    let shapes = panel.shapes
    let ensembles = Set(shapes.filter { $0.layer != nil }.map { $0.index })
    let names = entryNames(of: panel)
    return shapes.indices.map { position in
      let shape = shapes[position]
      if let name = names[position] { return Label.plain(name) }
      if shape.layer != nil, ensembles.count > 1, !panel.marks[shape.index].name.isEmpty {
        return Label.plain(panel.marks[shape.index].name)
      }
      // All runs are one series on the page, the first's.
      let first = shapes.firstIndex { $0.index == shape.index && $0.layer == shape.layer }
      return shape.mark.seriesName(at: first ?? position)
    }
  }

  /// A mark as the legend sees it.
  private struct Shape {
    var swatch: Swatch
    var color: ColorRole
    var x: [Double]
    /// Nil for a band, which goes with any line through it.
    var y: [Double]?

    init?(_ mark: Mark) {
      switch mark {
      case .band(_, let x, _, _, let style):
        (swatch, color, self.x, y) = (.band(style), style.color, x, nil)
      case .bars(_, let x, let y, _, _, _, let style):
        (swatch, color, self.x, self.y) = (.bar(style), style.color, x, y)
      case .line(_, let x, let y, let style):
        (swatch, color, self.x, self.y) = (.line(style), style.color, x, y)
      case .scatter(_, let x, let y, let style):
        (swatch, color, self.x, self.y) = (.marker(style), style.color, x, y)
      case .horizontalRule(_, let value, let style):
        (swatch, color, x, y) = (.line(style), style.color, [], [value])
      case .verticalRule(_, let value, let style):
        (swatch, color, x, y) = (.line(style), style.color, [value], [])
      case .text, .ensemble: return nil
      }
    }

    func goesWith(_ named: Shape) -> Bool {
      guard color == named.color, x == named.x, !x.isEmpty else { return false }
      guard let y else {
        if case .line = named.swatch { return true }
        return false
      }
      return y == named.y
    }
  }
}

extension Legend.Entry {
  fileprivate mutating func add(_ part: Legend.Swatch) {
    if let place = swatch.firstIndex(where: { $0.layer == part.layer }) {
      if swatch[place].color != part.color { swatch[place].color = .neutral }
      return
    }
    swatch.append(part)
    swatch.sort { $0.layer < $1.layer }
  }
}
