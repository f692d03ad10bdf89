/// An axis with its range, ticks and tick labels settled.
struct AxisFrame {
  /// A tick's label, of one line or, for categories, of several.
  struct TickLabel {
    var value: Double
    var lines: [Label]
    var width: Double { lines.map(\.width).max() ?? 0 }
  }
  var scale: AxisScale
  var labels: [TickLabel]
  var minor: [Double]
  var hasTicks: Bool

  var widestLabel: Double { labels.map(\.width).max() ?? 0 }
  var lineCount: Int { labels.map(\.lines.count).max() ?? 1 }

  /// The most ticks whose labels keep apart on `length` points; `isVertical` counts their heights.
  init(
    axis: Axis, range: ClosedRange<Double>?, length: Double, isVertical: Bool,
    measuredBy measurer: some TextMeasuring
  ) {
    let kind: Axis.Scale = axis.categories == nil ? axis.scale : .linear
    scale = AxisScale(kind, range: range ?? (kind.isPositive ? 1...10 : 0...1))
    (labels, minor, hasTicks) = ([], [], axis.categories == nil)
    let font = FigureStyle.tickFont
    if let categories = axis.categories {
      let room = length / Double(max(categories.count, 1)) - 4
      labels = categories.enumerated().compactMap { index, name in
        guard scale.range.contains(Double(index)) else { return nil }
        let lines =
          isVertical
          ? [Label(name, font: font, measuredBy: measurer)]
          : AxisFrame.wrapped(name, into: room, measuredBy: measurer)
        return TickLabel(value: Double(index), lines: lines)
      }
      return
    }
    guard range != nil else { return }
    // Powers of ten are narrow; `fits` has the last word.
    var count = max(2, Int(length / (isVertical ? 22 : kind == .linear ? 27 : 24)))
    count = min(count, isVertical ? 8 : 9)
    while true {
      let ticks =
        switch kind {
        case .linear:
          Ticks.linear(over: scale.range, atMost: count, wholeNumbers: axis.wholeNumbers)
        case .log, .logWithZero: Ticks.log(over: scale.range, atMost: count)
        case .symmetricLog(let threshold):
          Ticks.symmetricLog(over: scale.range, threshold: threshold, atMost: count)
        }
      let zero = scale.lane > 0 ? [Tick(value: 0, label: "0")] : []
      labels = (zero + ticks.major).map { tick in
        TickLabel(
          value: tick.value, lines: [Label(tick.label, font: font, measuredBy: measurer)])
      }
      minor = ticks.minor
      if count <= 2 || fits(length: length, isVertical: isVertical) { break }
      count -= 1
    }
    // Even two labels may not fit in a small panel: keep the first, and the last if it fits.
    if !fits(length: length, isVertical: isVertical), let first = labels.first {
      minor += labels.dropFirst().map(\.value)
      labels = [first]
    }
  }

  private func fits(length: Double, isVertical: Bool) -> Bool {
    var end = -Double.infinity
    for label in labels {
      guard let share = scale.share(of: label.value) else { continue }
      let half = isVertical ? FigureStyle.tickFont.size * 0.55 : label.width / 2
      if share * length - half < end { return false }
      end = share * length + half + (isVertical ? 0 : FigureStyle.tickLabelGap)
    }
    return true
  }

  /// Lines of whole words of at most `room` points; a longer word has its own, and all of them a
  /// smaller font, down to 6 points, where that makes it fit.
  private static func wrapped(
    _ text: String, into room: Double, measuredBy measurer: some TextMeasuring
  ) -> [Label] {
    let words = text.split(separator: " ").map(String.init)
    var font = FigureStyle.tickFont
    let longest = words.map { Label($0, font: font, measuredBy: measurer).width }.max() ?? 0
    if longest > room && longest > 0 { font.size = max(6, font.size * room / longest) }
    var lines: [Label] = []
    var line = ""
    for word in words {
      let longer = line.isEmpty ? word : line + " " + word
      if !line.isEmpty && Label(longer, font: font, measuredBy: measurer).width > room {
        lines.append(Label(line, font: font, measuredBy: measurer))
        line = word
      } else {
        line = longer
      }
    }
    lines.append(Label(line, font: font, measuredBy: measurer))
    return lines
  }
}
