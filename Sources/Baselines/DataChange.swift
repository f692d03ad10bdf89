import Foundation

/// One number, text, row or column that is not as it was.
public struct DataChange: Sendable, Codable, Equatable {
  public let file: String
  /// Where in the file, e.g. `"NDGM, x 10001: y"` or `"values.B2.lambda10.l1Norm.median"`.
  public let place: String
  /// Nil where it was not there.
  public let before: String?
  public let now: String?
  /// |now - before|, of the pair of numbers that is farthest apart; nil for texts.
  public let absolute: Double?
  /// That divided by the larger magnitude of the two.
  public let relative: Double?

  public init(
    file: String, place: String, before: String?, now: String?, absolute: Double? = nil,
    relative: Double? = nil
  ) {
    (self.file, self.place, self.before, self.now) = (file, place, before, now)
    (self.absolute, self.relative) = (absolute, relative)
  }

  /// The curve of a figure that the change belongs to, e.g. `"a, NDGM"`; nil for what is none.
  var series: String? {
    guard let x = place.range(of: ", x ", options: .backwards) else { return nil }
    let name = place[..<x.lowerBound]
    return String(name.hasPrefix("row ") ? name.dropFirst(4) : name)
  }

  /// E.g. `"y: 2, before 1"`.
  public var sentence: String {
    switch (before, now) {
    case (let before?, let now?): "\(place): \(now), before \(before)"
    case (nil, let now?): "\(place): new, \(now)"
    case (let before?, nil): "\(place): gone, before \(before)"
    case (nil, nil): place
    }
  }
}
