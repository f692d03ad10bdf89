import CFontconfig
import CairoPlots
import Foundation
import Plots
import Testing

/// Figures depend on the faces that the program carries, and on no font or setting of the machine's.
@Suite struct TypefaceTests {
  @Test func theCarriedFacesAreTheOnlyFonts() throws {
    try #require(Typeface.problem == nil)
    _ = try CairoRenderer().png(Gallery.bars)
    let configuration = FcConfigGetCurrent()
    let system = FcConfigGetFonts(configuration, FcSetSystem)
    #expect(system == nil || system?.pointee.nfont == 0)
    let fonts = try #require(FcConfigGetFonts(configuration, FcSetApplication)).pointee
    let names = try (0..<Int(fonts.nfont)).map { index in
      var file: UnsafeMutablePointer<FcChar8>?
      #expect(FcPatternGetString(fonts.fonts[index], FC_FILE, 0, &file) == FcResultMatch)
      return URL(filePath: String(cString: try #require(file))).lastPathComponent
    }
    #expect(
      names.sorted() == [
        "Inter-Italic.otf", "Inter-Regular.otf", "Inter-SemiBold.otf", "Inter-SemiBoldItalic.otf"
      ])
    #expect(FcStrListNext(FcConfigGetConfigFiles(configuration)) == nil)
    #expect(FcStrListNext(FcConfigGetCacheDirs(configuration)) == nil)
  }

  @Test func textWithoutAGlyphIsRefusedByItsFigure() {
    var figure = Gallery.bars
    figure.panels[0].title = "中"
    // A run of its own, after the panel's letter.
    let expected = RenderError.missingGlyph(figure: figure.id, text: " 中")
    #expect(throws: expected) { try CairoRenderer().png(figure) }
    #expect(throws: expected) { try CairoRenderer().svg(figure) }
  }
}
