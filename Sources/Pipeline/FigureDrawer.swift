import Baselines
import CairoPlots
import Foundation
import Plots
import Support

/// Draws figures into files: the place where the command picks its renderer.
package enum FigureDrawer {
  /// Writes `<id>.png` (300 dots an inch), `<id>.pdf`, `<id>.svg`, `<id>-narrow.svg` for phones, and the
  /// data: `<id>.csv` for readers, `<id>.json` for the page's script.
  static func draw(_ figure: Figure, into folder: URL) throws {
    let renderer = CairoRenderer()
    let file = { (suffix: String) in folder.appendingPathComponent("\(figure.id)\(suffix)") }
    try WholeFile.write(renderer.png(figure), to: file(".png"))
    try WholeFile.write(renderer.pdf(figure), to: file(".pdf"))
    try WholeFile.write(renderer.svg(figure), to: file(".svg"))
    try WholeFile.write(renderer.svg(figure.narrow, suffix: "-narrow"), to: file("-narrow.svg"))
    try WholeFile.write(Data(figure.csv().utf8), to: file(".csv"))
    try WholeFile.write(Data(figure.json().utf8), to: file(".json"))
  }

  static func decode(_ data: Data) throws -> PixelImage {
    let image = try PNGDecoder.decode(data)
    return PixelImage(width: image.width, height: image.height, pixels: image.pixels)
  }
}
