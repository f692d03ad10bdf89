/// A position in points (1/72 inch), from the figure's top left corner; y grows downward.
public struct Point: Sendable, Equatable {
  public var x: Double
  public var y: Double

  public init(_ x: Double, _ y: Double) { (self.x, self.y) = (x, y) }

  /// The distance to the nearest point of the straight piece from `start` to `end`.
  func distance(toSegment start: Point, _ end: Point) -> Double {
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let length = dx * dx + dy * dy
    let along = length == 0 ? 0 : ((x - start.x) * dx + (y - start.y) * dy) / length
    let share = min(max(along, 0), 1)
    let (missX, missY) = (x - start.x - share * dx, y - start.y - share * dy)
    return (missX * missX + missY * missY).squareRoot()
  }
}

/// An upright rectangle in points; `y` is its top.
public struct Rectangle: Sendable, Equatable {
  public var x: Double
  public var y: Double
  public var width: Double
  public var height: Double

  public init(x: Double, y: Double, width: Double, height: Double) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }

  public var right: Double { x + width }
  public var bottom: Double { y + height }

  /// The rectangle with each side moved outward by `amount` points.
  public func expanded(by amount: Double) -> Rectangle {
    Rectangle(x: x - amount, y: y - amount, width: width + 2 * amount, height: height + 2 * amount)
  }

  public func contains(_ point: Point) -> Bool {
    point.x >= x && point.x <= right && point.y >= y && point.y <= bottom
  }

  /// What both cover; nil where they lie apart.
  func intersection(_ other: Rectangle) -> Rectangle? {
    let (left, top) = (max(x, other.x), max(y, other.y))
    let (end, low) = (min(right, other.right), min(bottom, other.bottom))
    guard left <= end, top <= low else { return nil }
    if left == x, top == y, end == right, low == bottom { return self }
    return Rectangle(x: left, y: top, width: end - left, height: low - top)
  }
}

/// An outline of straight pieces and whole circles, in points.
public struct Path: Sendable, Equatable {
  public enum Element: Sendable, Equatable {
    case move(Point)
    case line(Point)
    case close
    /// Its center and radius; an outline of its own.
    case circle(Point, Double)
  }
  public var elements: [Element] = []

  public init() {}

  /// Straight pieces through `points`.
  public init(polyline points: [Point], closed: Bool = false) {
    append(polyline: points, closed: closed)
  }

  public init(_ rectangle: Rectangle) {
    append(
      polyline: [
        Point(rectangle.x, rectangle.y), Point(rectangle.right, rectangle.y),
        Point(rectangle.right, rectangle.bottom), Point(rectangle.x, rectangle.bottom)
      ], closed: true)
  }

  public mutating func append(polyline points: [Point], closed: Bool = false) {
    guard let first = points.first else { return }
    elements.append(.move(first))
    for point in points.dropFirst() { elements.append(.line(point)) }
    if closed { elements.append(.close) }
  }
}
