import CCairo
import Foundation

/// Reads a PNG file's pixels through Cairo.
public enum PNGDecoder {
  /// - Returns: The size, and `width * height * 4` bytes: red, green, blue, alpha, row by row, with
  ///   the colors premultiplied by alpha as Cairo keeps them.
  /// - Throws: `PNGDecodingError` when `data` is not a PNG image.
  public static func decode(
    _ data: Data
  ) throws(PNGDecodingError) -> (width: Int, height: Int, pixels: [UInt8]) {
    var reader = Reader(data: data)
    let surface = withUnsafeMutablePointer(to: &reader) { pointer in
      cairo_image_surface_create_from_png_stream(
        { closure, target, count in
          let reader = closure!.assumingMemoryBound(to: Reader.self)
          return reader.pointee.read(into: target!, count: Int(count))
            ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_READ_ERROR
        }, pointer)
    }
    defer { cairo_surface_destroy(surface) }
    let status = cairo_surface_status(surface)
    guard status == CAIRO_STATUS_SUCCESS, let bytes = cairo_image_surface_get_data(surface) else {
      throw PNGDecodingError(reason: String(cString: cairo_status_to_string(status)))
    }
    let width = Int(cairo_image_surface_get_width(surface))
    let height = Int(cairo_image_surface_get_height(surface))
    let stride = Int(cairo_image_surface_get_stride(surface))
    let isOpaque = cairo_image_surface_get_format(surface) == CAIRO_FORMAT_RGB24
    var pixels = [UInt8](repeating: 255, count: width * height * 4)
    for y in 0..<height {
      for x in 0..<width {
        // Cairo keeps a pixel as one native-endian word: alpha, red, green, blue from the top.
        let word = UnsafeRawPointer(bytes + y * stride + x * 4).load(as: UInt32.self)
        let at = (y * width + x) * 4
        pixels[at] = UInt8(truncatingIfNeeded: word >> 16)
        pixels[at + 1] = UInt8(truncatingIfNeeded: word >> 8)
        pixels[at + 2] = UInt8(truncatingIfNeeded: word)
        if !isOpaque { pixels[at + 3] = UInt8(truncatingIfNeeded: word >> 24) }
      }
    }
    return (width, height, pixels)
  }

  private struct Reader {
    let data: Data
    var offset = 0

    init(data: Data) { self.data = data }

    mutating func read(into target: UnsafeMutablePointer<UInt8>, count: Int) -> Bool {
      guard offset + count <= data.count else { return false }
      let start = data.startIndex + offset
      data.copyBytes(to: target, from: start..<start + count)
      offset += count
      return true
    }
  }
}
