import Foundation

/// The ranges that a panel's marks ask for.
enum RangeFitting {
  /// The range of `panel`'s x axis: its own, or one fitted to the marks (nil: nothing to show).
  ///
  /// Lines get 2 % of room at both ends, other marks 5 %; bars half a width; categories half a place.
  static func x(of panel: Panel) -> ClosedRange<Double>? {
    if let range = panel.x.fixedRange { return range }
    var values: [Double] = []
    var padding = 0.02
    for mark in panel.shapes.map({ $0.mark }) {
      switch mark {
      case .line(_, let x, let y, _):
        values += drawn(x, y, panel)
      case .band(_, let x, let low, _, _):
        values += drawn(x, low, panel)
      case .scatter(_, let x, let y, _):
        values += drawn(x, y, panel)
        padding = 0.05
      case .bars(_, let x, let y, _, _, let width, _):
        let centers = drawn(x, y, panel)
        values += centers.map { $0 - width / 2 } + centers.map { $0 + width / 2 }
        padding = 0.05
      case .verticalRule(_, let x, _):
        values.append(x)
      case .text(_, let x, let y, _):
        values += drawn([x], [y], panel)
      case .horizontalRule, .ensemble: break
      }
    }
    if let categories = panel.x.categories {
      return fit(values + [-0.5, Double(categories.count) - 0.5], .linear, start: 0, end: 0)
    }
    return fit(values, panel.x.scale, start: padding, end: padding)
  }

  /// The range of `panel`'s y axis: its own, or one fitted to the marks with 5 % of room.
  ///
  /// Bars start at 0 where the axis can have it; else half a decade below the lowest.
  static func y(of panel: Panel) -> ClosedRange<Double>? {
    if let range = panel.y.fixedRange { return range }
    var values: [Double] = []
    var hasBars = false
    for mark in panel.shapes.map({ $0.mark }) {
      switch mark {
      case .line(_, let x, let y, _), .scatter(_, let x, let y, _):
        values += zip(x, y).filter { AxisScale.shows($0.0, on: panel.x.scale) }.map { $0.1 }
      case .band(_, _, let low, let high, _):
        values += low + high
      case .bars(_, _, let y, let low, let high, _, _):
        values += y + (low ?? []) + (high ?? [])
        hasBars = true
      case .horizontalRule(_, let y, _):
        values.append(y)
      case .text(_, _, let y, _):
        values.append(y)
      case .verticalRule, .ensemble: break
      }
    }
    if let categories = panel.y.categories {
      return fit(values + [-0.5, Double(categories.count) - 0.5], .linear, start: 0, end: 0)
    }
    if hasBars && !panel.y.scale.isPositive {
      let shown = values.filter { $0.isFinite }
      guard let low = shown.min(), let high = shown.max() else { return nil }
      return fit(
        shown + [0], panel.y.scale, start: low < 0 ? 0.05 : 0, end: high > 0 ? 0.05 : 0)
    }
    if hasBars, let low = values.filter({ AxisScale.shows($0, on: .log) }).min() {
      values.append(low / 3.2)
    }
    return fit(values, panel.y.scale, start: 0.05, end: 0.05)
  }

  private static func drawn(_ x: [Double], _ y: [Double], _ panel: Panel) -> [Double] {
    zip(x, y).filter { AxisScale.shows($0.1, on: panel.y.scale) }.map { $0.0 }
  }

  /// The padded range of the values that the scale shows; equal values get a tenth of their size on
  /// either side (1 where all are 0, or as good as that), or half a decade.
  static func fit(
    _ values: [Double], _ scale: Axis.Scale, start: Double, end: Double
  ) -> ClosedRange<Double>? {
    // What has a lane of its own asks for no range, but for some axis beside it.
    let shown = values.filter { AxisScale.shows($0, on: scale == .logWithZero ? .log : scale) }
    guard var low = shown.min(), var high = shown.max() else {
      return scale == .logWithZero && values.contains(0) ? 1...10 : nil
    }
    let size = max(abs(low), abs(high))
    if scale.isPositive {
      // Half a decade beyond these is still a number.
      (low, high) = (min(max(low, 1e-300), 1e300), min(max(high, 1e-300), 1e300))
      if high / low <= 1 + 1e-9 { return (low / 3.2)...(high * 3.2) }
    } else if high - low <= max(size * 1e-11, 1e-300) {
      let half = size < 1e-300 ? 1 : min(size * 0.1, Double.greatestFiniteMagnitude / 8)
      return (low - half)...(high + half)
    } else if size > Double.greatestFiniteMagnitude / 8 {
      let limit = Double.greatestFiniteMagnitude / 8
      return max(low, -limit)...min(high, limit)
    }
    return AxisScale.padded(low...high, scale, start: start, end: end)
  }
}
