import Testing

/// How far two numbers may differ: `|a - b| <= absolute + relative * max(|a|, |b|)`.
public struct Tolerance: Sendable {
  /// Equal to the last bit, apart from the sign of zero.
  public static let exact = Tolerance(absolute: 0, relative: 0)
  /// A few roundings in Double.
  public static let double = Tolerance(absolute: 1e-14, relative: 1e-13)
  /// A sum of some hundred terms in Float.
  public static let float = Tolerance(absolute: 1e-6, relative: 1e-5)

  public let absolute: Double
  public let relative: Double

  public init(absolute: Double, relative: Double) {
    (self.absolute, self.relative) = (absolute, relative)
  }

  func admits(_ a: Double, _ b: Double) -> Bool {
    abs(a - b) <= absolute + relative * max(abs(a), abs(b))
  }
}

/// Fails, with the worst index, both values and their distance in ulps, unless `actual` has the count
/// of `expected`, holds no NaN, and agrees with it within `tolerance` everywhere.
public func expectClose<Value: BinaryFloatingPoint>(
  _ actual: [Value], _ expected: [Value], _ tolerance: Tolerance, _ label: String = "values",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard actual.count == expected.count else {
    Issue.record(
      "\(label): \(actual.count) numbers, expected \(expected.count).",
      sourceLocation: sourceLocation)
    return
  }
  if let index = actual.firstIndex(where: \.isNaN) ?? expected.firstIndex(where: \.isNaN) {
    Issue.record(
      "\(label)[\(index)]: \(actual[index]), expected \(expected[index]); NaN is never close.",
      sourceLocation: sourceLocation)
    return
  }
  var worst: (index: Int, excess: Double)?
  for (index, (a, b)) in zip(actual, expected).enumerated() where a != b {
    let (a, b) = (Double(a), Double(b))
    guard !tolerance.admits(a, b) else { continue }
    let excess = abs(a - b) / max(abs(b), .leastNormalMagnitude)
    if excess >= worst?.excess ?? 0 { worst = (index, excess) }
  }
  guard let index = worst?.index else { return }
  let (a, b) = (actual[index], expected[index])
  let ulps = Double(abs(a - b)) / Double(b.ulp)
  Issue.record(
    "\(label)[\(index)]: \(a), expected \(b); \(ulps) ulps apart, the worst of \(actual.count).",
    sourceLocation: sourceLocation)
}

/// The same for one number.
public func expectClose<Value: BinaryFloatingPoint>(
  _ actual: Value, _ expected: Value, _ tolerance: Tolerance, _ label: String = "value",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  expectClose([actual], [expected], tolerance, label, sourceLocation: sourceLocation)
}
