import Foundation

/// Maps an axis' values to shares of its length, 0 at its start and 1 at its end.
public struct AxisScale: Sendable, Equatable {
  public let scale: Axis.Scale
  public let range: ClosedRange<Double>
  private let start: Double
  private let length: Double

  /// The share of the axis that is the lane of what is exactly 0; 0 where it has none.
  let lane: Double

  /// `range` must not be empty, and be positive where `scale` is logarithmic throughout.
  public init(_ scale: Axis.Scale, range: ClosedRange<Double>) {
    self.scale = scale
    self.range = range
    lane = scale == .logWithZero ? 0.09 : 0
    start = AxisScale.forward(range.lowerBound, scale)
    length = AxisScale.forward(range.upperBound, scale) - start
  }

  /// The share of the axis' length at `value`; nil where the scale has no such value.
  public func share(of value: Double) -> Double? {
    guard AxisScale.shows(value, on: scale) else { return nil }
    if value == 0 && lane > 0 { return lane / 2 }
    return lane + (1 - lane) * (AxisScale.forward(value, scale) - start) / length
  }

  /// Whether the scale has a place for `value`: finite, and where it is logarithmic throughout positive, or 0 where that has a
  /// lane.
  public static func shows(_ value: Double, on scale: Axis.Scale) -> Bool {
    guard value.isFinite else { return false }
    return switch scale {
    case .linear, .symmetricLog: true
    case .log: value > 0
    case .logWithZero: value >= 0
    }
  }

  private static let ln10 = 2.302585092994046

  static func forward(_ value: Double, _ scale: Axis.Scale) -> Double {
    switch scale {
    case .linear: value
    case .log, .logWithZero: log10(value)
    case .symmetricLog(let threshold):
      abs(value) <= threshold
        ? value / threshold
        : (value < 0 ? -1 : 1) * (1 + ln10 * (log10(abs(value)) - log10(threshold)))
    }
  }

  static func backward(_ value: Double, _ scale: Axis.Scale) -> Double {
    switch scale {
    case .linear: value
    case .log, .logWithZero: pow(10, value)
    case .symmetricLog(let threshold):
      abs(value) <= 1
        ? value * threshold
        : (value < 0 ? -1 : 1) * pow(10, (abs(value) - 1) / ln10 + log10(threshold))
    }
  }

  /// The range lengthened at its start and end by shares of its length.
  static func padded(
    _ range: ClosedRange<Double>, _ scale: Axis.Scale, start: Double, end: Double
  ) -> ClosedRange<Double> {
    let low = forward(range.lowerBound, scale)
    let high = forward(range.upperBound, scale)
    let span = high - low
    let limit = scale.isPositive ? 301 : forward(Double.greatestFiniteMagnitude / 4, scale)
    let newLow = backward(max(low - start * span, -limit), scale)
    return newLow...max(newLow, backward(min(high + end * span, limit), scale))
  }
}
