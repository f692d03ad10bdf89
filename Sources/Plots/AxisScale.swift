import Foundation

/// Maps an axis' values to shares of its length, 0 at its start and 1 at its end.
public struct AxisScale: Sendable, Equatable {
  public let scale: Axis.Scale
  public let range: ClosedRange<Double>
  private let start: Double
  private let length: Double

  /// `range` must not be empty, and be positive on a logarithmic scale.
  public init(_ scale: Axis.Scale, range: ClosedRange<Double>) {
    self.scale = scale
    self.range = range
    start = AxisScale.forward(range.lowerBound, scale)
    length = AxisScale.forward(range.upperBound, scale) - start
  }

  /// The share of the axis' length at `value`; nil where the scale has no such value.
  public func share(of value: Double) -> Double? {
    guard AxisScale.shows(value, on: scale) else { return nil }
    return (AxisScale.forward(value, scale) - start) / length
  }

  /// Whether the scale has a place for `value`: finite, and positive on a logarithmic one.
  public static func shows(_ value: Double, on scale: Axis.Scale) -> Bool {
    value.isFinite && (scale == .linear || value > 0)
  }

  static func forward(_ value: Double, _ scale: Axis.Scale) -> Double {
    scale == .log ? log10(value) : value
  }

  static func backward(_ value: Double, _ scale: Axis.Scale) -> Double {
    scale == .log ? pow(10, value) : value
  }

  /// The range lengthened at its start and end by shares of its length.
  static func padded(
    _ range: ClosedRange<Double>, _ scale: Axis.Scale, start: Double, end: Double
  ) -> ClosedRange<Double> {
    let low = forward(range.lowerBound, scale)
    let high = forward(range.upperBound, scale)
    let span = high - low
    let limit = scale == .log ? 301 : Double.greatestFiniteMagnitude / 4
    let newLow = max(backward(max(low - start * span, -limit), scale), -limit)
    return newLow...max(newLow, backward(min(high + end * span, limit), scale))
  }
}
