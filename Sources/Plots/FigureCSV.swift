import Support

extension Figure {
  /// What is drawn, as CSV with the columns `panel,series,x,y,low,high` and a newline after each row.
  ///
  /// `panel` is the panel's letter; `series` a mark's name, or `series N` (its place among what is
  /// drawn, each line of an ensemble counted) where it has none; the runs of an ensemble, which share a name, are
  /// counted behind it. A field is empty where the mark has no such value or its axis cannot show it
  /// (a gap). Numbers are the shortest that read back as the same `Double`.
  public func csv() throws(PlotError) -> String {
    try validate()
    var text = "panel,series,x,y,low,high\n"
    for (index, panel) in panels.enumerated() {
      var runs = 0
      for (position, shape) in panel.shapes.enumerated() {
        let mark = shape.mark
        runs = shape.layer == .runs ? runs + 1 : 0
        let name =
          mark.seriesName(at: position) + (runs > 0 && !mark.name.isEmpty ? ", run \(runs)" : "")
        let prefix = Panel.letter(index) + "," + CSVText.cell(name) + ","
        for row in rows(of: mark, in: panel) { text += prefix + row + "\n" }
      }
    }
    return text
  }

  private func rows(of mark: Mark, in panel: Panel) -> [String] {
    func x(_ value: Double) -> String { field(value, panel.x) }
    func y(_ value: Double?) -> String { value.map { field($0, panel.y) } ?? "" }
    func row(_ first: String, _ rest: String...) -> String {
      ([first] + rest).joined(separator: ",")
    }
    switch mark {
    case .line(_, let xs, let ys, _), .scatter(_, let xs, let ys, _):
      return xs.indices.map { row(x(xs[$0]), y(ys[$0]), "", "") }
    case .band(_, let xs, let low, let high, _):
      return xs.indices.map { row(x(xs[$0]), "", y(low[$0]), y(high[$0])) }
    case .bars(_, let xs, let ys, let low, let high, _, _):
      return xs.indices.map { row(x(xs[$0]), y(ys[$0]), y(low?[$0]), y(high?[$0])) }
    case .horizontalRule(_, let value, _): return [row("", y(value), "", "")]
    case .verticalRule(_, let value, _): return [row(x(value), "", "", "")]
    case .text(_, let atX, let atY, _): return [row(x(atX), y(atY), "", "")]
    case .ensemble: return []
    }
  }

  private func field(_ value: Double, _ axis: Axis) -> String {
    guard AxisScale.shows(value, on: axis.scale) else { return "" }
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
