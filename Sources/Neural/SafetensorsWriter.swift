import Foundation
import Support

/// Writes a safetensors file tensor by tensor, sorted by name, so that equal contents give equal bytes.
package struct SafetensorsWriter {
  private let sources: [TensorSource]
  private let metadata: [String: String]

  /// The same tensors with more metadata.
  package func adding(_ more: [String: String]) -> SafetensorsWriter {
    SafetensorsWriter(sources, metadata: metadata.merging(more) { _, new in new })
  }

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

  /// - Throws: `FileError` when the folder is not there, may not be written or is full.
  package func write(to url: URL) throws {
    let writer = try WholeFile.Writer(url)
    try write { try writer.append($0) }
    try writer.finish()
  }

  /// SHA-256 of all that the file says: the metadata, and each tensor's name, type, shape and bytes.
  ///
  /// **Cost**: One pass over the tensors.
  package func seal() throws -> String {
    let digest = Checksum.Digest(.sha256)
    func add(_ text: String) {
      var field = "\(text.utf8.count):\(text)"
      field.withUTF8 { digest.update(UnsafeRawBufferPointer($0)) }
    }
    for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
      add(key)
      add(value)
    }
    for source in sources {
      add("\(source.name) \(source.elementType) \(source.shape)")
      try source.withBytes { digest.update($0) }
    }
    return digest.hexadecimal()
  }
}
