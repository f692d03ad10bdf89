extension Figure {
  /// Checks what no canvas could draw; `render` and `csv` call it.
  public func validate() throws(PlotError) {
    func bad(_ found: String, _ expected: String) -> PlotError {
      .badFigure(figure: id, found: found, expected: expected)
    }
    if panels.isEmpty { throw bad("0 panels", "at least 1") }
    if columns < 1 { throw bad("\(columns) columns", "at least 1") }
    if !(width > 0 && height > 0 && width.isFinite && height.isFinite) {
      throw bad("size \(width) x \(height) points", "positive and finite")
    }
    for (index, panel) in panels.enumerated() {
      let letter = Panel.letter(index)
      try validate(panel.x, named: panel.x.label.isEmpty ? "x" : panel.x.label, panel: letter)
      try validate(panel.y, named: panel.y.label.isEmpty ? "y" : panel.y.label, panel: letter)
      for mark in panel.marks { try validate(mark, panel: letter) }
    }
  }

  private func validate(_ axis: Axis, named name: String, panel: String) throws(PlotError) {
    if case .symmetricLog(let threshold) = axis.scale, !(threshold > 0 && threshold.isFinite) {
      throw .badRange(
        figure: id, panel: panel, axis: Label.plain(name), found: "threshold \(threshold)",
        expected: "a positive finite one")
    }
    guard let range = axis.fixedRange else { return }
    guard !axis.scale.isPositive || range.lowerBound > 0, range.lowerBound < range.upperBound
    else {
      throw .badRange(
        figure: id, panel: panel, axis: Label.plain(name),
        found: "range \(range.lowerBound) to \(range.upperBound)",
        expected: axis.scale.isPositive
          ? "two different positive finite ends" : "two different finite ends")
    }
  }

  private func validate(_ mark: Mark, panel: String) throws(PlotError) {
    let counts: [(String, Int)]
    switch mark {
    case .line(_, let x, let y, _), .scatter(_, let x, let y, _):
      counts = [("x", x.count), ("y", y.count)]
    case .band(_, let x, let low, let high, _):
      counts = [("x", x.count), ("low", low.count), ("high", high.count)]
    case .bars(_, let x, let y, let low, let high, let width, _):
      if !(width > 0 && width.isFinite) {
        throw .badFigure(
          figure: id, found: "bars of width \(width) in panel (\(panel))",
          expected: "a positive width")
      }
      counts = [
        ("x", x.count), ("y", y.count), ("low", low?.count ?? y.count),
        ("high", high?.count ?? y.count)
      ]
    case .horizontalRule, .verticalRule, .text: return
    case .ensemble(let ensemble):
      counts = [
        ("low", ensemble.low.count), ("median", ensemble.median.count),
        ("high", ensemble.high.count)
      ]
      let longest = ([ensemble.median.count] + ensemble.runs.map { $0.count }).max() ?? 0
      if longest > ensemble.x.count {
        throw .lengthMismatch(
          figure: id, panel: panel, series: Label.plain(mark.name),
          found: "\(ensemble.x.count) x values, \(longest) values of a run")
      }
    }
    if Set(counts.map { $0.1 }).count > 1 {
      throw .lengthMismatch(
        figure: id, panel: panel, series: Label.plain(mark.name),
        found: counts.map { "\($0.1) \($0.0) values" }.joined(separator: ", "))
    }
  }
}

extension Panel {
  /// `a`, `b`, … `z`, `aa`, … for the panel at `index`.
  static func letter(_ index: Int) -> String {
    let letter = String(UnicodeScalar(UInt8(97 + index % 26)))
    return index < 26 ? letter : Panel.letter(index / 26 - 1) + letter
  }
}

extension Mark {
  /// The legend's entry and the CSV's series; a text mark's own text.
  public var name: String {
    switch self {
    case .line(let name, _, _, _), .band(let name, _, _, _, _), .scatter(let name, _, _, _),
      .bars(let name, _, _, _, _, _, _), .horizontalRule(let name, _, _),
      .verticalRule(let name, _, _), .text(let name, _, _, _):
      name
    case .ensemble(let ensemble): ensemble.name
    }
  }

  /// The CSV's series: the name, or the place among what is drawn.
  func seriesName(at position: Int) -> String {
    name.isEmpty ? "series \(position + 1)" : Label.plain(name)
  }

  var isText: Bool {
    if case .text = self { return true }
    return false
  }
}
