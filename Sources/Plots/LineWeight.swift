/// Finer strokes for lines that turn back so often that they would fill the plot.
enum LineWeight {
  /// The thinnest stroke that still prints.
  static let finest = 0.4

  /// `width`, or less where the runs turn back more often than every three widths: a third of the
  /// distance between turns, which leaves white between neighboring strokes.
  ///
  /// Only turns count whose way up or down is at least four widths, so that a noisy line, whose
  /// turns are smaller than its stroke, keeps its weight.
  static func fitted(_ width: Double, to runs: [[Point]]) -> Double {
    var turns = 0
    var extent = 0.0
    for run in runs {
      guard let first = run.first, let last = run.last, first.x < last.x else { continue }
      extent += last.x - first.x
      var (extreme, direction) = (first.y, 0.0)
      for point in run {
        let way = point.y - extreme
        if direction == 0 || way * direction < 0 {
          guard abs(way) >= 4 * width else { continue }
          turns += direction == 0 ? 0 : 1
          (extreme, direction) = (point.y, way > 0 ? 1 : -1)
        } else if way * direction > 0 {
          extreme = point.y
        }
      }
    }
    guard turns > 1 else { return width }
    let apart = extent / Double(turns)
    return apart >= 3 * width ? width : max(min(width, finest), apart / 3)
  }
}
