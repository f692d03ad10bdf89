extension Legend {
  /// The legend inside `layout`'s plot where it hides nothing: at `position`, else in another corner,
  /// else along the plot's edges; nil where there is no such place.
  static func inside(
    _ layout: PanelLayout, entries: [Entry], position: LegendPosition, avoiding samples: DataSamples
  ) -> Legend? {
    let plot = layout.plot
    var shapes = [1, 2, entries.count].filter { $0 <= entries.count }.map {
      Legend(entries: entries, columns: $0)
    }
    shapes.removeAll {
      $0.width > plot.width - 2 * inset || $0.height > plot.height - 2 * inset
    }
    for corners in [true, false] {
      for shape in shapes {
        for origin in shape.origins(in: plot, position: position, corners: corners) {
          var legend = shape
          legend.origin = origin
          if samples.count(in: legend.frame.expanded(by: clearance)) == 0 { return legend }
        }
      }
    }
    return nil
  }

  /// The corners, `position`'s first; or the places between them along the edges.
  private func origins(in plot: Rectangle, position: LegendPosition, corners: Bool) -> [Point] {
    let (left, right) = (plot.x + Legend.inset, plot.right - Legend.inset - width)
    let (top, bottom) = (plot.y + Legend.inset, plot.bottom - Legend.inset - height)
    if corners {
      let all = [
        Point(right, top), Point(left, top), Point(right, bottom), Point(left, bottom)
      ]
      switch position {
      case .best, .topRight: return all
      case .topLeft: return [all[1]] + all
      case .bottomRight: return [all[2]] + all
      case .bottomLeft: return [all[3]] + all
      }
    }
    // From the middle of each edge outward.
    let shares = [0.5, 0.625, 0.375, 0.75, 0.25, 0.875, 0.125]
    let across = shares.map { left + $0 * (right - left) }
    let down = shares.map { top + $0 * (bottom - top) }
    return down.map { Point(right, $0) } + down.map { Point(left, $0) }
      + across.map { Point($0, top) } + across.map { Point($0, bottom) }
  }
}
