import Baselines
import CairoPlots
import ChapterKit
import Foundation

/// Draws figures into files: the place where the command picks its renderer.
enum FigureDrawer {
  /// Writes `<id>.png` (twice the size), `<id>.pdf`, `<id>.svg`, `<id>-narrow.svg` for phones, and the
  /// data: `<id>.csv` for readers, `<id>.json` for the page's script.
  static func draw(_ figure: Figure, into folder: URL) throws {
    let renderer = CairoRenderer()
    let file = { (suffix: String) in folder.appendingPathComponent("\(figure.id)\(suffix)") }
    try renderer.png(figure).write(to: file(".png"), options: .atomic)
    try renderer.pdf(figure).write(to: file(".pdf"), options: .atomic)
    try renderer.svg(figure).write(to: file(".svg"), options: .atomic)
    try renderer.svg(figure.narrow, suffix: "-narrow")
      .write(to: file("-narrow.svg"), options: .atomic)
    try Data(figure.csv().utf8).write(to: file(".csv"), options: .atomic)
    try Data(figure.json().utf8).write(to: file(".json"), options: .atomic)
  }

  /// The pixels of a PNG file.
  static func decode(_ data: Data) throws -> PixelImage {
    let image = try PNGDecoder.decode(data)
    return PixelImage(width: image.width, height: image.height, pixels: image.pixels)
  }
}
