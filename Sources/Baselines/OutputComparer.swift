import Foundation

/// Compares a set of outputs with a folder of baselines, each by the rule of its file type.
public struct OutputComparer: Sendable {
  public var csv: CSVComparer
  public var json: JSONComparer
  public var image: ImageComparer
  private let decode: @Sendable (Data) throws -> PixelImage

  /// - Parameter decode: Turns the bytes of a PNG file into pixels.
  public init(
    tolerance: DataTolerance = DataTolerance(), image: ImageComparer = ImageComparer(),
    decode: @escaping @Sendable (Data) throws -> PixelImage
  ) {
    csv = CSVComparer(tolerance: tolerance)
    json = JSONComparer(tolerance: tolerance)
    self.image = image
    self.decode = decode
  }

  /// - Parameters:
  ///   - outputs: Paths below `folder` that ought to have baselines.
  ///   - folder: `Output/<profile>`.
  public func compare(
    outputs: [String], in folder: URL, with baselines: BaselineFolder
  ) throws -> [Comparison] {
    let accepted = Set(baselines.paths)
    let wanted = Set(outputs)
    return try accepted.union(wanted).sorted().map { path in
      // A file that an earlier report left counts for nothing.
      let file = folder.appendingPathComponent(path)
      guard wanted.contains(path), let actual = try? Data(contentsOf: file) else {
        return Comparison(path: path, outcome: .missing, detail: "not made", score: 1)
      }
      guard accepted.contains(path) else {
        return Comparison(path: path, outcome: .extra, detail: "no baseline", score: 1)
      }
      return try compare(path: path, actual: actual, baseline: baselines.data(of: path))
    }
  }

  private func compare(path: String, actual: Data, baseline: Data) throws -> Comparison {
    switch path.split(separator: ".").last {
    case "csv":
      return csv.compare(
        path: path, actual: String(decoding: actual, as: UTF8.self),
        baseline: String(decoding: baseline, as: UTF8.self))
    case "json":
      return try json.compare(path: path, actual: actual, baseline: baseline)
    case "png":
      return try image.compare(path: path, actual: actual, baseline: baseline, decode: decode)
    default:
      return Comparison(
        path: path, outcome: actual == baseline ? .identical : .different,
        detail: actual == baseline ? "" : "the bytes differ", score: actual == baseline ? 0 : 1)
    }
  }
}
