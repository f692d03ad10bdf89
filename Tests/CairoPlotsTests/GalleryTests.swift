import CairoPlots
import Foundation
import Plots
import Testing

@Suite struct GalleryTests {
  @Test(arguments: Gallery.all.indices)
  func pngHasTheSignatureAndSizeAndTheSameBytesTwice(index: Int) throws {
    let figure = Gallery.all[index]
    let png = try CairoRenderer().png(figure)
    #expect(Array(png.prefix(8)) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    func number(at offset: Int) -> Int { png[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
    // A third of an inch is 24 points and 100 pixels.
    #expect([16, 20].map(number) == [2000, 917])
    #expect(try CairoRenderer().png(Gallery.all[index]) == png)
    // The chunk pHYs: its length, its name, 11,811 pixels a meter both ways, and its check as zlib computes it.
    #expect(number(at: 33) == 9 && String(decoding: png[37..<41], as: UTF8.self) == "pHYs")
    #expect([41, 45].map(number) == [11_811, 11_811] && png[49] == 1)
    #expect(number(at: 50) == 0x78A5_3F76)
    if let folder = ProcessInfo.processInfo.environment["NONSMOOTH_GALLERY"] {
      let base = URL(fileURLWithPath: folder).appendingPathComponent(figure.id)
      try png.write(to: base.appendingPathExtension("png"))
      try CairoRenderer().svg(figure).write(to: base.appendingPathExtension("svg"))
      try CairoRenderer().pdf(figure).write(to: base.appendingPathExtension("pdf"))
    }
  }
}
