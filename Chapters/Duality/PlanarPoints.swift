/// h(x, y) = x^2 + y^2 at the listed points of the plane and +infinity elsewhere: a function that is not
/// convex, whose domain and its convex hull differ. All arithmetic is on whole numbers.
package struct PlanarPoints: Sendable, Codable {
  package struct Point: Sendable, Codable, Equatable {
    package var x: Int
    package var y: Int
  }

  /// In words, e.g. `"x^2 + y^2 on (0, 0), (1, 0), (0, 1)"`.
  package var words: String
  /// The domain; its first point is the minimizer.
  package var points: [Point]

  package init(_ words: String, _ points: [(Int, Int)]) {
    self.words = words
    self.points = points.map { Point(x: $0.0, y: $0.1) }
  }

  package var minimizer: Point { points[0] }

  private func value(_ point: Point) -> Int { point.x * point.x + point.y * point.y }

  /// Whether no value is below that at the minimizer.
  package var hasHorizontalSupport: Bool {
    points.allSatisfy { value($0) >= value(minimizer) }
  }

  /// The domain as seen from the minimizer c: p - c.
  private var directions: [Point] {
    points.map { Point(x: $0.x - minimizer.x, y: $0.y - minimizer.y) }
  }

  /// Whether some v other than 0 has v . (p - c) <= 0 for all p of the domain, so that the vertical plane
  /// through c with the normal (v, 0) has the epigraph on one side.
  ///
  /// Complete: if such v exist, they form a closed cone, and unless all p = c its boundary holds a v that
  /// is orthogonal to some p - c.
  package var hasVerticalSupport: Bool {
    let others = directions.filter { $0.x != 0 || $0.y != 0 }
    return others.isEmpty
      || others.contains { edge in
        [Point(x: -edge.y, y: edge.x), Point(x: edge.y, y: -edge.x)].contains { normal in
          others.allSatisfy { normal.x * $0.x + normal.y * $0.y <= 0 }
        }
      }
  }

  /// Whether c is an interior point of the convex hull of the domain, decided without normals: the p - c
  /// must reach the whole plane, that is all four axis directions, by combinations with weights >= 0, of
  /// which two terms suffice (Caratheodory's theorem for cones).
  package var isInterior: Bool {
    let axes = [Point(x: 1, y: 0), Point(x: -1, y: 0), Point(x: 0, y: 1), Point(x: 0, y: -1)]
    return axes.allSatisfy { axis in
      directions.contains { p in
        directions.contains { q in
          // Cramer's rule for s p + t q = axis.
          let determinant = p.x * q.y - p.y * q.x
          let s = axis.x * q.y - axis.y * q.x
          let t = p.x * axis.y - p.y * axis.x
          return determinant > 0 && s >= 0 && t >= 0
        }
      }
    }
  }
}
