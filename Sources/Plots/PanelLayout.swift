/// A panel with the rectangle of its data and both axes settled.
struct PanelLayout {
  var panel: Panel
  var plot: Rectangle
  var x: AxisFrame
  var y: AxisFrame
  /// Where the rotated title of the y axis has its baseline.
  var yTitleBaseline: Double
  /// Lines over the plot, the panel's letter in front.
  var title: [Label]
  var isEmpty: Bool
  var legend: Legend?

  /// Where data (x, y) goes; nil where an axis cannot show it.
  func point(_ dataX: Double, _ dataY: Double) -> Point? {
    guard let shareX = x.scale.share(of: dataX), let shareY = y.scale.share(of: dataY) else {
      return nil
    }
    return Point(
      Self.near(plot.x + shareX * plot.width), Self.near(plot.bottom - shareY * plot.height))
  }

  func positionX(_ value: Double) -> Double? {
    x.scale.share(of: value).map { Self.near(plot.x + $0 * plot.width) }
  }

  func positionY(_ value: Double) -> Double? {
    y.scale.share(of: value).map { Self.near(plot.bottom - $0 * plot.height) }
  }

  /// What lies thousands of figures away is nearer, where canvases can count.
  private static func near(_ position: Double) -> Double { min(max(position, -1e6), 1e6) }

  /// Runs of points that a line joins; it has a gap where an axis cannot show a value.
  func runs(_ xs: [Double], _ ys: [Double]) -> [[Point]] {
    var runs: [[Point]] = []
    var current: [Point] = []
    for (dataX, dataY) in zip(xs, ys) {
      if let point = point(dataX, dataY) {
        current.append(point)
      } else if !current.isEmpty {
        runs.append(current)
        current = []
      }
    }
    if !current.isEmpty { runs.append(current) }
    return runs
  }

  /// Bars as rectangles from the axis' floor (0 where the axis has it, or the nearest end of the range to it).
  func bars(_ xs: [Double], _ ys: [Double], width: Double) -> [Rectangle] {
    let range = y.scale.range
    let floor =
      switch y.scale.scale {
      case .linear, .symmetricLog: min(max(0, range.lowerBound), range.upperBound)
      case .log: range.lowerBound
      case .logWithZero: 0.0
      }
    guard let base = positionY(floor) else { return [] }
    return zip(xs, ys).compactMap { dataX, dataY in
      guard let center = point(dataX, dataY), let left = positionX(dataX - width / 2),
        let right = positionX(dataX + width / 2)
      else { return nil }
      return Rectangle(
        x: left, y: min(center.y, base), width: right - left, height: abs(center.y - base))
    }
  }
}
