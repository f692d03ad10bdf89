import CCairo
import Foundation

/// Collects the bytes that Cairo writes.
final class Sink {
  var data = Data()

  /// Cairo's write callback; its closure is an unretained `Sink`.
  static let write:
    @convention(c) (
      UnsafeMutableRawPointer?, UnsafePointer<UInt8>?, UInt32
    ) -> cairo_status_t = { closure, bytes, count in
      guard let closure, let bytes else { return CAIRO_STATUS_WRITE_ERROR }
      let sink = Unmanaged<Sink>.fromOpaque(closure).takeUnretainedValue()
      sink.data.append(bytes, count: Int(count))
      return CAIRO_STATUS_SUCCESS
    }
}
