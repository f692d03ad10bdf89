import Foundation
import Support

/// Compares two pictures: by the bytes of their files first, by pixels where these differ.
///
/// A tile is a square of 16 x 16 pixels, and tiles overlap by half, so that no glyph is cut in two by
/// all of them. With d(p) the largest channel difference of pixel p, divided by 255:
///
///     score(tile) = sum of d(p) over its pixels / 256,    score(picture) = that of its worst tile
///
/// A mean over the whole picture would let a lost label drown in white paper, and so would large tiles:
/// in the figures of `quick`, at 144 dots an inch, the smallest glyph, erased, scores 0.030 in these tiles and 0.005 in
/// tiles twice as wide that do not overlap; a shift of everything by a tenth of a pixel scores 0.02 to 0.055. At today's
/// 300 dots an inch a glyph has four times the pixels.
///
/// **Cost**: one pass over the two files, two over the pixels.
public struct PictureComparer: Sendable {
  /// Units: pixels.
  static let tile = 16
  static let step = tile / 2
  public static let listed = 8

  /// Below this a pixel counts as unchanged when regions are drawn, and above it as ink.
  private static let faint = 24

  public var limit: Double

  public init(limit: Double = StatedTolerance.picture.limit) { self.limit = limit }

  /// - Parameter decode: Turns a file's bytes into pixels; called only where the bytes differ.
  /// - Throws: What `decode` throws.
  public func compare(
    _ now: Data, with before: Data, decode: (Data) throws -> PixelImage
  ) throws -> PictureComparison {
    if now == before {
      return PictureComparison(level: .same, limit: limit)
    }
    return compare(try decode(now), with: try decode(before))
  }

  /// Compares pixels.
  public func compare(_ now: PixelImage, with before: PixelImage) -> PictureComparison {
    guard now.width == before.width, now.height == before.height else {
      return PictureComparison(
        level: .changed, score: 1, limit: limit, width: now.width, height: now.height,
        detail: "\(now.width) x \(now.height) pixels, before \(before.width) x \(before.height)")
    }
    let differences = Self.differences(now, before)
    let worst = Self.worstTile(differences, width: now.width, height: now.height)
    let score = Double(worst.sum) / Double(Self.tile * Self.tile * 255)
    guard score > 0 else {
      return PictureComparison(
        level: .same, limit: limit, width: now.width, height: now.height,
        detail: "the pixels are the same, the files are not")
    }
    let regions = Self.regions(differences, now, before)
    var detail =
      "the worst tile, at (\(worst.x), \(worst.y)), differs by \(Wording.percent(score)), "
      + "of which \(Wording.percent(limit)) are admitted"
    if !regions.isEmpty {
      let places = regions.prefix(3).map { region in
        "\(region.change.words) \(Self.place(of: region, in: now))"
          + " (\(region.width) x \(region.height) pixels at \(region.x), \(region.y))"
      }
      detail += "; " + places.joined(separator: "; ")
      if regions.count > 3 { detail += "; and \(regions.count - 3) more places" }
    }
    return PictureComparison(
      level: score > limit ? .changed : .withinTolerance, score: score, limit: limit,
      width: now.width, height: now.height, regions: regions, detail: detail)
  }

  /// The largest channel difference of each pixel, 0 to 255.
  private static func differences(_ a: PixelImage, _ b: PixelImage) -> [Int] {
    (0..<(a.width * a.height)).map { pixel in distance(a, pixel, b, pixel) }
  }

  private static func distance(_ a: PixelImage, _ i: Int, _ b: PixelImage, _ j: Int) -> Int {
    var largest = 0
    for channel in 0..<4 {
      let pair = (Int(a.pixels[i * 4 + channel]), Int(b.pixels[j * 4 + channel]))
      largest = max(largest, abs(pair.0 - pair.1))
    }
    return largest
  }

  /// By a table of sums over all rectangles that begin at the first pixel.
  private static func worstTile(
    _ values: [Int], width: Int, height: Int
  ) -> (sum: Int, x: Int, y: Int) {
    var sums = [Int](repeating: 0, count: (width + 1) * (height + 1))
    for y in 0..<height {
      var row = 0
      for x in 0..<width {
        row += values[y * width + x]
        sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row
      }
    }
    var worst = (sum: 0, x: 0, y: 0)
    for top in starts(height) {
      for left in starts(width) {
        let (right, bottom) = (min(left + tile, width), min(top + tile, height))
        let sum =
          sums[bottom * (width + 1) + right] - sums[top * (width + 1) + right]
          - sums[bottom * (width + 1) + left] + sums[top * (width + 1) + left]
        if sum > worst.sum { worst = (sum, left, top) }
      }
    }
    return worst
  }

  /// Where tiles begin along one side; the last one ends with it.
  private static func starts(_ length: Int) -> [Int] {
    let last = max(0, length - tile)
    return Array(stride(from: 0, to: last, by: step)) + [last]
  }

  /// Rectangles around changed pixels, those joined that lie within one step of each other.
  private static func regions(
    _ differences: [Int], _ now: PixelImage, _ before: PixelImage
  ) -> [PictureComparison.Region] {
    let (width, height) = (now.width, now.height)
    let columns = (width + step - 1) / step
    let rows = (height + step - 1) / step
    var marked = [Bool](repeating: false, count: columns * rows)
    for (pixel, difference) in differences.enumerated() where difference > faint {
      marked[pixel / width / step * columns + pixel % width / step] = true
    }
    var found: [(region: PictureComparison.Region, weight: Int)] = []
    for first in marked.indices where marked[first] {
      marked[first] = false
      var cells = [first]
      var next = 0
      while next < cells.count {
        let (row, column) = (cells[next] / columns, cells[next] % columns)
        next += 1
        for y in max(0, row - 1)...min(rows - 1, row + 1) {
          for x in max(0, column - 1)...min(columns - 1, column + 1)
          where marked[y * columns + x] {
            marked[y * columns + x] = false
            cells.append(y * columns + x)
          }
        }
      }
      found.append(region(of: cells, columns, differences, now, before))
    }
    var regions: [PictureComparison.Region] = []
    for region in found.sorted(by: { $0.weight > $1.weight }).map(\.region)
    where regions.count < listed && !regions.contains(where: { $0.surrounds(region) }) {
      regions.append(region)
    }
    return regions
  }

  private static func region(
    of cells: [Int], _ columns: Int, _ differences: [Int], _ now: PixelImage, _ before: PixelImage
  ) -> (region: PictureComparison.Region, weight: Int) {
    let (width, height) = (now.width, now.height)
    var box = (left: width, top: height, right: 0, bottom: 0)
    var (changed, lost, new, weight) = (0, 0, 0, 0)
    for cell in cells {
      let (top, left) = (cell / columns * step, cell % columns * step)
      for y in top..<min(top + step, height) {
        for x in left..<min(left + step, width) where differences[y * width + x] > faint {
          let pixel = y * width + x
          box = (min(box.left, x), min(box.top, y), max(box.right, x), max(box.bottom, y))
          changed += 1
          weight += differences[pixel]
          // The first pixel is paper in every figure.
          let was = distance(before, pixel, before, 0) > faint
          let isInk = distance(now, pixel, now, 0) > faint
          if was && !isInk { lost += 1 }
          if isInk && !was { new += 1 }
        }
      }
    }
    // An edge pixel may cross the threshold of ink when a color changes: a tenth of them is no shape.
    let few = changed / 10
    let change: PictureComparison.Change =
      lost + new <= few ? .recolored : new <= few ? .lost : lost <= few ? .new : .redrawn
    let region = PictureComparison.Region(
      x: box.left, y: box.top, width: box.right - box.left + 1, height: box.bottom - box.top + 1,
      change: change)
    return (region, weight)
  }

  /// E.g. `"at the top left"`, by thirds of the picture.
  private static func place(of region: PictureComparison.Region, in image: PixelImage) -> String {
    let third = { (middle: Int, side: Int) in min(2, middle * 3 / max(1, side)) }
    let row = third(region.y + region.height / 2, image.height)
    let column = third(region.x + region.width / 2, image.width)
    let words = [["top", "", "bottom"][row], ["left", "", "right"][column]].filter { !$0.isEmpty }
    return words.isEmpty ? "in the middle" : "at the " + words.joined(separator: " ")
  }
}
