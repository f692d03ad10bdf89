import Support

extension Figure {
  /// What is drawn, as JSON for a page that redraws it: panels with their axes and marks.
  ///
  /// Whatever is shown to readers is HTML (`Label.html`): titles, labels, categories and names; `series` is what the
  /// SVG's `data-series` says, and plain. The whole may stand in a page's script element. Numbers have
  /// six significant digits; what is not finite is null. An ensemble has all of its runs here, drawn or
  /// not. Where an axis has no range of its own, its range is the one that was fitted.
  public func json() throws(PlotError) -> String {
    try validate()
    return JSONText.object([
      ("id", JSONText.string(id)), ("panels", JSONText.array(panels.map(Figure.json)))
    ])
  }

  private static func json(_ panel: Panel) -> String {
    let names = Legend.series(of: panel)
    let shapes = panel.shapes
    return JSONText.object([
      ("title", JSONText.string(Label.html(panel.title))),
      ("x", json(panel.x, range: RangeFitting.x(of: panel))),
      ("y", json(panel.y, range: RangeFitting.y(of: panel))),
      (
        "marks",
        JSONText.array(
          panel.marks.enumerated().map { index, mark in
            func series(of layer: Ensemble.Layer.Kind?) -> String {
              let place = shapes.firstIndex { $0.index == index && $0.layer == layer }
              return place.map { names[$0] } ?? mark.seriesName(at: index)
            }
            return json(mark, seriesOf: series)
          })
      )
    ])
  }

  private static func json(_ axis: Axis, range: ClosedRange<Double>?) -> String {
    let scale = axis.categories == nil ? axis.scale : .linear
    let shown = range ?? (scale.isPositive ? 1...10 : 0...1)
    let kind =
      switch scale {
      case .linear: "linear"
      case .log, .logWithZero: "log"
      case .symmetricLog: "symmetricLog"
      }
    var fields = [
      ("label", JSONText.string(Label.html(axis.label))), ("scale", JSONText.string(kind)),
      ("range", "[\(shown.lowerBound),\(shown.upperBound)]")
    ]
    if scale == .logWithZero { fields.append(("zero", "true")) }
    if case .symmetricLog(let threshold) = scale {
      fields.append(("threshold", JSONText.number(threshold)))
    }
    if axis.wholeNumbers { fields.append(("wholeNumbers", "true")) }
    if let categories = axis.categories {
      let names = categories.map { JSONText.string(Label.html($0)) }
      fields.append(("categories", JSONText.array(names)))
    }
    return JSONText.object(fields)
  }

  private static func json(
    _ mark: Mark, seriesOf series: (Ensemble.Layer.Kind?) -> String
  ) -> String {
    let numbers = JSONText.numbers
    func fields(_ kind: String, _ style: Style?) -> [(String, String)] {
      let isBand = kind == "band"
      return [
        ("kind", JSONText.string(kind)), ("name", JSONText.string(Label.html(mark.name))),
        ("series", JSONText.string(series(nil)))
      ] + (style.map { [("style", json($0, isBand: isBand))] } ?? [])
    }
    switch mark {
    case .line(_, let x, let y, let style):
      return JSONText.object(fields("line", style) + [("x", numbers(x)), ("y", numbers(y))])
    case .scatter(_, let x, let y, let style):
      return JSONText.object(fields("scatter", style) + [("x", numbers(x)), ("y", numbers(y))])
    case .band(_, let x, let low, let high, let style):
      return JSONText.object(
        fields("band", style) + [("x", numbers(x)), ("low", numbers(low)), ("high", numbers(high))])
    case .bars(_, let x, let y, let low, let high, let width, let style):
      return JSONText.object(
        fields("bars", style) + [("x", numbers(x)), ("y", numbers(y))]
          + (low.map { [("low", numbers($0))] } ?? [])
          + (high.map { [("high", numbers($0))] } ?? [])
          + [("width", JSONText.number(width))])
    case .horizontalRule(_, let y, let style):
      return JSONText.object(fields("rule", style) + [("y", numbers([y]))])
    case .verticalRule(_, let x, let style):
      return JSONText.object(fields("rule", style) + [("x", numbers([x]))])
    case .text(_, let x, let y, let anchor):
      return JSONText.object(
        fields("text", nil) + [
          ("x", numbers([x])), ("y", numbers([y])), ("anchor", JSONText.string(anchor.rawValue))
        ])
    case .ensemble(let ensemble):
      let layers = ensemble.hidden.map { ($0, false) } + ensemble.shown.map { ($0, true) }
      return JSONText.object(
        [
          ("kind", "\"ensemble\""), ("name", JSONText.string(Label.html(mark.name))),
          ("series", JSONText.string(series(.median))), ("x", numbers(ensemble.x)),
          ("low", numbers(ensemble.low)), ("median", numbers(ensemble.median)),
          ("high", numbers(ensemble.high)), ("interval", JSONText.string(ensemble.interval)),
          ("runs", JSONText.array(ensemble.runs.count > 1 ? ensemble.runs.map(numbers) : [])),
          (
            "layers",
            JSONText.array(
              layers.map { layer, isShown in
                var kind = layer.kind.rawValue
                if case .dots = layer { kind = "dots" } else if kind == "runs" { kind = "lines" }
                return JSONText.object([
                  ("layer", JSONText.string(layer.kind.rawValue)), ("kind", JSONText.string(kind)),
                  ("shown", isShown ? "true" : "false"),
                  (
                    "series",
                    JSONText.string(
                      isShown ? series(layer.kind) : series(layer.kind == .band ? .median : .runs))
                  ),
                  ("style", json(layer.style, isBand: layer.kind == .band))
                ])
              })
          )
        ])
    }
  }

  private static func json(_ style: Style, isBand: Bool) -> String {
    let paint = isBand ? style.bandPaint : style.paint
    let fields = [
      ("tone", JSONText.string(paint.tone.name)), ("width", JSONText.number(style.lineWidth)),
      ("dashes", JSONText.numbers(style.dashes)),
      ("marker", JSONText.string(style.marker.rawValue)),
      ("size", JSONText.number(style.markerSize)), ("opacity", JSONText.number(paint.opacity))
    ]
    return JSONText.object(fields + (isBand && style.isOutline ? [("outline", "true")] : []))
  }
}
