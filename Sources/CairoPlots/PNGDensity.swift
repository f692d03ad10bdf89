import CZlib
import Foundation

/// How large a PNG file's pixels are in print: its chunk pHYs, which Cairo leaves out.
enum PNGDensity {
  /// The signature and the chunk IHDR, behind which pHYs may stand.
  private static let headerLength = 33

  /// `png` with its density recorded, in whole pixels a meter.
  ///
  /// **Source**: W3C, Portable Network Graphics (3rd edition), 11.3.4.3: pixels a unit along x and along y as four
  /// bytes each, and the unit, 1 for the meter.
  static func record(dotsPerInch: Double, in png: Data) -> Data {
    let perMeter = bigEndian(UInt32((dotsPerInch / 0.0254).rounded()))
    let typed = Array("pHYs".utf8) + perMeter + perMeter + [1]
    let check = UInt32(crc32(0, typed, UInt32(typed.count)))
    let chunk = bigEndian(UInt32(typed.count - 4)) + typed + bigEndian(check)
    return png.prefix(headerLength) + chunk + png.dropFirst(headerLength)
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { Array($0) }
  }
}
