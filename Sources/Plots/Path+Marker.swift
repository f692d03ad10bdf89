extension Path {
  mutating func append(rectangle: Rectangle) {
    elements += Path(rectangle).elements
  }

  /// A marker centered at `center`, of about the area of a circle of diameter `size`.
  mutating func append(_ marker: Style.Marker, at center: Point, size: Double) {
    let (x, y, r) = (center.x, center.y, size / 2)
    switch marker {
    case .circle:
      elements.append(.circle(center, r))
    case .square:
      let h = 0.886 * r
      append(rectangle: Rectangle(x: x - h, y: y - h, width: 2 * h, height: 2 * h))
    case .triangle:
      let h = 1.35 * r
      append(
        polyline: [
          Point(x, y - h), Point(x + 0.866 * h, y + h / 2), Point(x - 0.866 * h, y + h / 2)
        ], closed: true)
    case .diamond:
      let h = 1.25 * r
      append(
        polyline: [Point(x, y - h), Point(x + h, y), Point(x, y + h), Point(x - h, y)],
        closed: true)
    case .cross:
      let h = 0.85 * r
      append(polyline: [Point(x - h, y - h), Point(x + h, y + h)])
      append(polyline: [Point(x - h, y + h), Point(x + h, y - h)])
    }
  }
}
