import CFontconfig
import Foundation
import Support

/// The one typeface of figures and pages: Inter, of which the program carries the four faces that these use.
///
/// Distributions have other versions of it (Debian 12 this one, Debian 13 its 4.1), and a figure must not depend
/// on them, nor on what somebody has configured: fontconfig sees these four files and nothing else.
public enum Typeface {
  public static let family = "Inter"
  public static let name = "Inter 3.019"

  /// SHA-256 of each face.
  static let faces: KeyValuePairs = [
    "Inter-Italic.otf": "45ecfe6cbadfd4803de6214e02c336a95163a7703973bc8a5ce7ac2d174ecaf7",
    "Inter-Regular.otf": "a7e791e8f5a0fb02b65663f7fca73e1d1ca9543f772ad480cbd76f4e3fe3f8cc",
    "Inter-SemiBold.otf": "8c1990b6012254ea2b487161697d107357dd0ee55811cfd91c8c11227bbef457",
    "Inter-SemiBoldItalic.otf": "404251faffd4c55dfcb53007e7afb9d5c2891584c842165e35050345ab97744b"
  ]

  /// Why figures cannot be drawn with it; nil when they can.
  public static var problem: String? {
    do { try load() } catch { return error.description }
    return nil
  }

  /// Makes the faces the only fonts of this process, once.
  static func load() throws(RenderError) { try loaded.get() }

  private static let loaded = Result { () throws(RenderError) in try read() }

  private static func read() throws(RenderError) {
    let folder = CarriedFolder.find(
      "Fonts", of: "CairoPlots", sources: URL(filePath: #filePath).deletingLastPathComponent())
    guard let folder else { throw .font(name: family, found: "its folder was not found") }
    // FreeType reads from it how heavy to draw.
    unsetenv("FREETYPE_PROPERTIES")
    let configuration = FcConfigCreate()
    // What is current keeps it.
    defer { FcConfigDestroy(configuration) }
    for (name, sha256) in faces {
      let file = folder.appending(path: name)
      guard let found = try? Checksum.sha256(ofFile: file) else {
        throw .font(name: file.path, found: "it cannot be read")
      }
      guard found == sha256 else { throw .font(name: file.path, found: "another file") }
      guard FcConfigAppFontAddFile(configuration, file.path) == FcTrue else {
        throw .font(name: file.path, found: "fontconfig cannot read it")
      }
    }
    guard FcConfigSetCurrent(configuration) == FcTrue else {
      throw .font(name: family, found: "fontconfig does not take it")
    }
  }
}
