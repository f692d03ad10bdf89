import Support

extension Figure {
  /// The values that the axes have no place for, by series, e.g. `"RMSProp: 2 values that are not finite"`; nil where
  /// all are drawn.
  public var notDrawn: String? {
    var counts: [String: (infinite: Int, unfit: Int)] = [:]
    var names: [String] = []
    for panel in panels {
      for (place, mark) in panel.marks.enumerated() {
        let name = mark.seriesName(at: place)
        for (values, axis) in mark.values(on: panel) {
          let infinite = values.count { !$0.isFinite }
          let unfit = values.count { !AxisScale.shows($0, on: axis.scale) } - infinite
          guard infinite + unfit > 0 else { continue }
          if counts[name] == nil { names.append(name) }
          counts[name, default: (0, 0)].infinite += infinite
          counts[name, default: (0, 0)].unfit += unfit
        }
      }
    }
    let parts = names.flatMap { name -> [String] in
      let (infinite, unfit) = counts[name]!
      func words(_ count: Int, _ trouble: String) -> String? {
        guard count > 0 else { return nil }
        return
          "\(name): \(Wording.count(count, "value")) that \(count == 1 ? "is" : "are") \(trouble)"
      }
      return [
        words(infinite, "not finite"), words(unfit, "not positive, on a logarithmic axis")
      ].compactMap { $0 }
    }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }
}

extension Mark {
  /// What it shows along each axis of its panel.
  fileprivate func values(on panel: Panel) -> [([Double], Axis)] {
    let (x, y) = (panel.x, panel.y)
    return switch self {
    case .line(_, let xs, let ys, _), .scatter(_, let xs, let ys, _): [(xs, x), (ys, y)]
    case .band(_, let xs, let low, let high, _): [(xs, x), (low + high, y)]
    case .bars(_, let xs, let ys, let low, let high, _, _):
      [(xs, x), (ys + (low ?? []) + (high ?? []), y)]
    case .horizontalRule(_, let value, _): [([value], y)]
    case .verticalRule(_, let value, _): [([value], x)]
    case .text(_, let atX, let atY, _): [([atX], x), ([atY], y)]
    case .ensemble(let ensemble):
      [
        (ensemble.x, x),
        (ensemble.runs.count > 1 ? ensemble.runs.flatMap { $0 } : ensemble.median, y)
      ]
    }
  }
}
