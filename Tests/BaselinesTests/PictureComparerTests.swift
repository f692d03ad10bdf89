import Baselines
import TestSupport
import Testing

/// Pictures by their worst tile, and what is said of the place.
@Suite struct PictureComparerTests {
  /// White, 256 x 128, with gray levels where `ink` gives one.
  private func image(_ ink: (Int, Int) -> [UInt8]?) -> PixelImage {
    var pixels: [UInt8] = []
    for y in 0..<128 {
      for x in 0..<256 { pixels += (ink(x, y) ?? [255, 255, 255]) + [255] }
    }
    return PixelImage(width: 256, height: 128, pixels: pixels)
  }

  private let blank: (Int, Int) -> [UInt8]? = { _, _ in nil }

  /// A stroke of 2 x 9 pixels, as of the digit 1, drawn at a place.
  private func stroke(_ left: Int, _ top: Int, _ color: [UInt8] = [0, 0, 0]) -> PixelImage {
    image { x, y in
      (left..<left + 2).contains(x) && (top..<top + 9).contains(y) ? color : nil
    }
  }

  /// Wherever it lies among the tiles; over the whole picture its mean is 0.0005.
  @Test(arguments: [(3, 3), (7, 20), (15, 15), (120, 63), (254, 119), (247, 5)])
  func aLostStrokeCannotHide(left: Int, top: Int) {
    let found = PictureComparer().compare(image(blank), with: stroke(left, top))
    #expect(found.level == .changed)
    #expect(found.score >= 9.0 / 256)
    let region = PictureComparison.Region(x: left, y: top, width: 2, height: 9, change: .lost)
    #expect(found.regions == [region])
  }

  @Test func theKindOfChangeIsNamed() {
    let black = stroke(20, 100)
    let named = { (now: PixelImage, before: PixelImage) in
      PictureComparer().compare(now, with: before).regions.map(\.change)
    }
    #expect(named(image(blank), black) == [.lost])
    #expect(named(black, image(blank)) == [.new])
    #expect(named(stroke(20, 100, [200, 0, 0]), black) == [.recolored])
    #expect(named(stroke(22, 100), black) == [.redrawn])
    let found = PictureComparer().compare(image(blank), with: black)
    #expect(
      found.detail.hasSuffix("; something is gone at the bottom left (2 x 9 pixels at 20, 100)"),
      "\(found.detail)")
  }

  @Test func faintNoiseIsWithinTheTolerance() {
    let noise = image { x, _ in x % 2 == 0 ? [254, 254, 254] : nil }
    let found = PictureComparer().compare(noise, with: image(blank))
    #expect(found.level == .withinTolerance)
    expectClose(found.score, 0.5 / 255, Tolerance(absolute: 1e-12, relative: 0))
    #expect(PictureComparer(limit: 0.001).compare(noise, with: image(blank)).level == .changed)
  }

  @Test func anotherSizeIsADifference() {
    let small = PixelImage(width: 1, height: 2, pixels: [UInt8](repeating: 0, count: 8))
    let large = PixelImage(width: 2, height: 2, pixels: [UInt8](repeating: 0, count: 16))
    let found = PictureComparer().compare(large, with: small)
    #expect(found.level == .changed)
    #expect(found.detail == "2 x 2 pixels, before 1 x 2")
  }
}
