import CairoPlots
import Foundation
import Plots
import Testing

@Suite struct GalleryTests {
  @Test(arguments: Gallery.all.indices)
  func pngHasTheSignatureAndSizeAndTheSameBytesTwice(index: Int) throws {
    let figure = Gallery.all[index]
    let png = try CairoRenderer().png(figure, scale: 2)
    #expect(Array(png.prefix(8)) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    let size = [16, 20].map { offset in
      png[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    #expect(size == [960, 440])
    #expect(try CairoRenderer().png(Gallery.all[index], scale: 2) == png)
    if let folder = ProcessInfo.processInfo.environment["NONSMOOTH_GALLERY"] {
      let base = URL(fileURLWithPath: folder).appendingPathComponent(figure.id)
      try png.write(to: base.appendingPathExtension("png"))
      try CairoRenderer().svg(figure).write(to: base.appendingPathExtension("svg"))
      try CairoRenderer().pdf(figure).write(to: base.appendingPathExtension("pdf"))
    }
  }
}
