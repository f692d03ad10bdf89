import Crypto
import Foundation

/// Compares two images: by the hash of their files first, by pixels where the hashes differ.
///
/// The image is cut into square tiles; a tile's score is the mean over its pixels of the largest
/// channel difference, divided by 255, and the image's score is that of its worst tile. A mean over
/// the whole image would let a missing curve drown in white paper.
///
/// **Cost**: one pass over the two files, one over the pixels.
public struct ImageComparer: Sendable {
  /// Units: pixels.
  public var tile: Int
  /// The worst tile's score that still counts as equal. Another version of FreeType moves the edges of
  /// glyphs by a fraction of a pixel, which scores up to 0.05; a curve that moved by its own width
  /// scores above 0.1.
  public var threshold: Double

  public init(tile: Int = 32, threshold: Double = 0.08) {
    (self.tile, self.threshold) = (tile, threshold)
  }

  /// - Parameter decode: Turns a file's bytes into pixels; called only where the bytes differ.
  /// - Throws: What `decode` throws.
  public func compare(
    path: String, actual: Data, baseline: Data, decode: (Data) throws -> PixelImage
  ) throws -> Comparison {
    if SHA256.hash(data: actual) == SHA256.hash(data: baseline) {
      return Comparison(path: path, outcome: .identical)
    }
    return compare(path: path, actual: try decode(actual), baseline: try decode(baseline))
  }

  /// Compares pixels.
  public func compare(path: String, actual: PixelImage, baseline: PixelImage) -> Comparison {
    guard actual.width == baseline.width, actual.height == baseline.height else {
      return Comparison(
        path: path, outcome: .different,
        detail: "\(actual.width) x \(actual.height) pixels, "
          + "expected \(baseline.width) x \(baseline.height)", score: 1)
    }
    var worst = (score: 0.0, x: 0, y: 0)
    for top in stride(from: 0, to: actual.height, by: tile) {
      for left in stride(from: 0, to: actual.width, by: tile) {
        let score = self.score(actual, baseline, left: left, top: top)
        if score > worst.score { worst = (score, left, top) }
      }
    }
    let percent = (worst.score * 1000).rounded() / 10
    return Comparison(
      path: path, outcome: worst.score > threshold ? .different : .withinTolerance,
      detail: worst.score == 0
        ? "" : "the tile at (\(worst.x), \(worst.y)) differs by \(percent) % on average",
      score: worst.score)
  }

  private func score(_ a: PixelImage, _ b: PixelImage, left: Int, top: Int) -> Double {
    let right = min(left + tile, a.width)
    let bottom = min(top + tile, a.height)
    var sum = 0
    for y in top..<bottom {
      for x in left..<right {
        let at = (y * a.width + x) * 4
        var largest = 0
        for channel in 0..<4 {
          largest = max(largest, abs(Int(a.pixels[at + channel]) - Int(b.pixels[at + channel])))
        }
        sum += largest
      }
    }
    return Double(sum) / Double((right - left) * (bottom - top) * 255)
  }
}
