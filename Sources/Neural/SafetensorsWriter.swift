import Foundation
import Support

/// Writes a safetensors file tensor by tensor, sorted by name, so that equal contents give equal bytes.
package struct SafetensorsWriter {
  private let sources: [TensorSource]
  private let metadata: [String: String]

  /// The same tensors with more metadata.
  func adding(_ more: [String: String]) -> SafetensorsWriter {
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

  /// Writes to `url` with `.partial` behind its name, flushes, then renames, so that no reader sees half a
  /// file.
  ///
  /// - Throws: The system's own error when the folder may not be written or is full, or
  ///   `NeuralError.file` when it is not there.
  package func write(to url: URL) throws {
    try WholeFile.write(to: url) { try write($0) }
  }

  /// SHA-256 of the tensors' names and bytes, in the order of the file.
  ///
  /// **Cost**: One pass over the tensors.
  func tensorHash() throws -> String {
    let digest = Checksum.Digest(.sha256)
    for source in sources {
      digest.update(Data("\(source.name):\(source.byteCount):".utf8))
      try source.withBytes { digest.update($0) }
    }
    return digest.hexadecimal()
  }
}
