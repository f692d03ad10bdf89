import Foundation

/// Writes a safetensors file tensor by tensor, sorted by name, so that equal contents give equal bytes.
package struct SafetensorsWriter {
  private let sources: [TensorSource]
  private let metadata: [String: String]

  package init(_ sources: [TensorSource], metadata: [String: String] = [:]) {
    self.sources = sources.sorted { $0.name < $1.name }
    self.metadata = metadata
  }

  /// Hands the file's bytes to `append`, piece by piece.
  func write(_ append: (UnsafeRawBufferPointer) throws -> Void) throws {
    var header: [String: Any] = metadata.isEmpty ? [:] : ["__metadata__": metadata]
    var position = 0
    for source in sources {
      let end = position + source.byteCount
      header[source.name] = [
        "dtype": source.elementType, "shape": source.shape, "data_offsets": [position, end]
      ]
      position = end
    }
    var json = try JSONSerialization.data(
      withJSONObject: header, options: [.sortedKeys, .withoutEscapingSlashes])
    while json.count % 8 != 0 { json.append(0x20) }
    try withUnsafeBytes(of: UInt64(json.count).littleEndian, append)
    try json.withUnsafeBytes(append)
    for source in sources {
      try source.withBytes { bytes in
        precondition(
          bytes.count == source.byteCount,
          "Tensor '\(source.name)': \(bytes.count) bytes, expected \(source.byteCount).")
        try append(bytes)
      }
    }
  }

  /// Writes to `url` with `.partial` behind its name, then renames, so that no reader sees half a file.
  ///
  /// - Throws: `NeuralError.file` when the folder may not be written or is full.
  package func write(to url: URL) throws {
    let partial = Self.partial(of: url)
    do {
      try Data().write(to: partial)
      let handle = try FileHandle(forWritingTo: partial)
      do {
        try write { bytes in
          guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
          try handle.write(
            contentsOf: Data(
              bytesNoCopy: UnsafeMutableRawPointer(mutating: start), count: bytes.count,
              deallocator: .none))
        }
        try handle.close()
      } catch {
        try? handle.close()
        throw error
      }
      guard rename(partial.path, url.path) == 0 else {
        throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: url.path])
      }
    } catch {
      try? FileManager.default.removeItem(at: partial)
      throw NeuralError.file(
        url.lastPathComponent, found: "\(error.localizedDescription)",
        expected: "a writable place",
        next: "Check the folder \(url.deletingLastPathComponent().path).")
    }
  }

  /// Where a file lies while it is written; what a killed process leaves there is of no use.
  static func partial(of url: URL) -> URL { url.appendingPathExtension("partial") }
}
