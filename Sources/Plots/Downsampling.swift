/// Fewer points for the same picture.
enum Downsampling {
  /// Width in points of a column whose points share one vertical stroke: under 1/2 pixel of a PNG at
  /// scale 1, and less than the thinnest line is wide.
  static let column = 0.4

  /// For points in order of x: the first, lowest, highest and last of each column, in their order.
  ///
  /// A line through these covers the same pixels at up to 180 dots an inch. Points that go back in x,
  /// or too few to gain from it, are returned as they are.
  static func line(_ points: [Point]) -> [Point] {
    guard let first = points.first, let last = points.last else { return points }
    let columns = (last.x - first.x) / column
    guard Double(points.count) > 4 * columns + 8, !columns.isNaN else { return points }
    for index in points.indices.dropFirst() where points[index].x < points[index - 1].x {
      return points
    }
    var kept: [Point] = []
    var start = 0
    while start < points.count {
      let slot = ((points[start].x - first.x) / column).rounded(.down)
      var (low, high, end) = (start, start, start)
      while end + 1 < points.count,
        ((points[end + 1].x - first.x) / column).rounded(.down) == slot
      {
        end += 1
        if points[end].y < points[low].y { low = end }
        if points[end].y > points[high].y { high = end }
      }
      var previous = -1
      for index in [start, min(low, high), max(low, high), end] where index != previous {
        kept.append(points[index])
        previous = index
      }
      start = end + 1
    }
    return kept
  }

  /// How far, in points, a line may move when points are left out: a fiftieth of the finest stroke.
  static let tolerance = 0.008

  /// Only the points that the line through the rest would miss by more than `tolerance` (Douglas and
  /// Peucker's method), the ends included.
  static func simplified(_ points: [Point]) -> [Point] {
    guard points.count > 2 else { return points }
    var isKept = Array(repeating: false, count: points.count)
    (isKept[0], isKept[points.count - 1]) = (true, true)
    var open = [(0, points.count - 1)]
    while let (first, last) = open.popLast() {
      guard last - first > 1 else { continue }
      var (farthest, distance) = (first, tolerance)
      for index in (first + 1)..<last {
        let missed = points[index].distance(toSegment: points[first], points[last])
        if missed > distance { (farthest, distance) = (index, missed) }
      }
      guard farthest != first else { continue }
      isKept[farthest] = true
      open.append((first, farthest))
      open.append((farthest, last))
    }
    return zip(points, isKept).compactMap { $1 ? $0 : nil }
  }

  /// The parts of a line that are inside `bounds`, cut where they leave it (Liang and Barsky's test).
  static func clipped(_ points: [Point], to bounds: Rectangle) -> [[Point]] {
    if points.allSatisfy(bounds.contains) { return [points] }
    var parts: [[Point]] = []
    var current: [Point] = []
    for index in points.indices.dropFirst() {
      guard let (a, b) = segment(points[index - 1], points[index], bounds) else {
        if !current.isEmpty { parts.append(current) }
        current = []
        continue
      }
      if current.last != a {
        if !current.isEmpty { parts.append(current) }
        current = [a]
      }
      current.append(b)
    }
    if !current.isEmpty { parts.append(current) }
    return parts
  }

  private static func segment(_ a: Point, _ b: Point, _ bounds: Rectangle) -> (Point, Point)? {
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    var (enter, leave) = (0.0, 1.0)
    for (p, q) in [
      (-dx, a.x - bounds.x), (dx, bounds.right - a.x), (-dy, a.y - bounds.y),
      (dy, bounds.bottom - a.y)
    ] {
      if p == 0 {
        if q < 0 { return nil }
      } else if p < 0 {
        enter = max(enter, q / p)
      } else {
        leave = min(leave, q / p)
      }
    }
    guard enter <= leave else { return nil }
    let start = enter == 0 ? a : Point(a.x + enter * dx, a.y + enter * dy)
    let end = leave == 1 ? b : Point(a.x + leave * dx, a.y + leave * dy)
    return (start, end)
  }
}
