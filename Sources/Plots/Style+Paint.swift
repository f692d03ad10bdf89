extension Style {
  var paint: Paint { Paint(.role(color), opacity: opacity) }

  /// Filled bands are translucent: a fifth of the color unless the style asks for less or more.
  var bandPaint: Paint {
    Paint(.role(color), opacity: opacity == 1 && !isOutline ? 0.2 : opacity)
  }

  var stroke: Stroke {
    Stroke(paint, width: lineWidth, dashes: dashes, roundCaps: dash == .solid)
  }

  /// Lengths in points, on and off in turn.
  var dashes: [Double] {
    let unit = max(lineWidth, 0.5)
    return switch dash {
    case .solid: []
    case .dashed: [4 * unit, 2.5 * unit]
    case .dotted: [unit, 2 * unit]
    case .dashDotted: [5 * unit, 2 * unit, unit, 2 * unit]
    }
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
