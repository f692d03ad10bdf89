extension Style {
  var paint: Paint { Paint(Palette.color(for: color), opacity: opacity) }

  /// Bands are translucent: a fifth of the color unless the style asks for less or more.
  var bandPaint: Paint {
    Paint(Palette.color(for: color), opacity: opacity == 1 ? 0.2 : opacity)
  }

  var stroke: Stroke {
    let unit = max(lineWidth, 0.5)
    let dashes: [Double] =
      switch dash {
      case .solid: []
      case .dashed: [4 * unit, 2.5 * unit]
      case .dotted: [unit, 2 * unit]
      }
    return Stroke(paint, width: lineWidth, dashes: dashes, roundCaps: dash == .solid)
  }
}

extension Canvas {
  func drawMarkers(_ points: [Point], _ style: Style) {
    guard !points.isEmpty else { return }
    var path = Path()
    for point in points { path.append(style.marker, at: point, size: style.markerSize) }
    if style.marker == .cross {
      stroke(path, Stroke(style.paint, width: max(0.8, style.markerSize * 0.25)))
    } else {
      fill(path, style.paint)
    }
  }
}
