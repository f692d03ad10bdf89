/// Runs of one quantity that differ in their seed alone, at the same x values.
///
/// One mark draws them as lines or dots, as a band with their median, or as both; on the page a reader
/// switches the runs and the band on and off. A single run is its own median, and is not drawn twice.
public struct Ensemble: Sendable {
  /// One way to draw all runs.
  public enum Layer: Sendable, Equatable {
    /// Each run as a line, with one entry of the legend for all of them where they have a name.
    case lines(Style, name: String = "")
    /// Each run as dots, where lines would hide one another.
    case dots(Style, name: String = "")
    /// From `low` to `high`, with an entry of the legend where it has a name.
    case band(Style, name: String = "")
    /// The line through the medians.
    case median(Style)
    /// Markers on the line through the medians.
    case markers(Style)

    /// What a layer shows; lines and dots both show the runs.
    public enum Kind: String, Sendable { case runs, band, median, markers }

    public var kind: Kind {
      switch self {
      case .lines, .dots: .runs
      case .band: .band
      case .median: .median
      case .markers: .markers
      }
    }

    var style: Style {
      switch self {
      case .lines(let style, _), .dots(let style, _), .band(let style, _), .median(let style),
        .markers(let style):
        style
      }
    }
  }

  /// The entry in the legend and series in the CSV of the layer that `named` says.
  public var name: String
  public var named: Layer.Kind
  public var x: [Double]
  /// The values of each run at the first of `x`; a run that ended early has fewer.
  public var runs: [[Double]]
  /// The ends of the band and the middle at the first of `x`, as far as all runs reach.
  public var low: [Double]
  public var median: [Double]
  public var high: [Double]
  /// What lies between `low` and `high`, in a few words, e.g. `"5 to 95 %"`.
  public var interval: String
  /// What is drawn, in this order.
  public var shown: [Layer]

  public init(
    name: String, x: [Double], runs: [[Double]], low: [Double], median: [Double], high: [Double],
    interval: String = "interval", shown: [Layer], named: Layer.Kind = .median
  ) {
    (self.name, self.x, self.runs, self.shown, self.named) = (name, x, runs, shown, named)
    (self.low, self.median, self.high, self.interval) = (low, median, high, interval)
  }

  /// What is not drawn, but can be switched on: runs and band in the median's color.
  var hidden: [Layer] {
    guard runs.count > 1 else { return [] }
    let color = (shown.first { $0.kind == .median } ?? shown.first)?.style.color ?? .neutral
    return [.lines(Style(color, lineWidth: 0.5, opacity: 0.5)), .band(Style(color))].filter {
      layer in
      !shown.contains { $0.kind == layer.kind }
    }
  }

  /// What is drawn, layer by layer, as plain marks.
  var shapes: [(layer: Layer.Kind, mark: Mark)] {
    let middle = Array(x.prefix(median.count))
    return shown.flatMap { layer -> [(layer: Layer.Kind, mark: Mark)] in
      if runs.count < 2 && layer.kind == .runs { return [] }
      switch layer {
      case .lines(let style, let name):
        return runs.map { run in
          (.runs, .line(name: name, x: Array(x.prefix(run.count)), y: run, style: style))
        }
      case .dots(let style, let name):
        return runs.map { run in
          (.runs, .scatter(name: name, x: Array(x.prefix(run.count)), y: run, style: style))
        }
      case .band(let style, let name):
        return [(.band, .band(name: name, x: middle, low: low, high: high, style: style))]
      case .median(let style):
        return [
          (
            .median,
            .line(name: named == .median ? name : "", x: middle, y: median, style: style)
          )
        ]
      case .markers(let style):
        return [
          (
            .markers,
            .scatter(
              name: named == .markers ? name : "", x: middle, y: median, style: style)
          )
        ]
      }
    }
  }
}

extension Panel {
  /// What is drawn: the marks, ensembles taken apart into their layers, with each one's place in `marks`.
  var shapes: [(mark: Mark, index: Int, layer: Ensemble.Layer.Kind?)] {
    marks.enumerated().flatMap {
      index, mark -> [(mark: Mark, index: Int, layer: Ensemble.Layer.Kind?)] in
      guard case .ensemble(let ensemble) = mark else { return [(mark, index, nil)] }
      return ensemble.shapes.map { ($0.mark, index, $0.layer) }
    }
  }
}
