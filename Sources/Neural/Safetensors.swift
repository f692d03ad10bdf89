import Foundation

/// A safetensors file: eight bytes of header length, a JSON header, and the tensors' bytes.
///
/// **Source**: the format of huggingface/safetensors; little-endian, no gaps, no overlaps.
public struct Safetensors: Sendable, Equatable {
  public var tensors: [String: Tensor]
  public var metadata: [String: String]

  public init(tensors: [String: Tensor], metadata: [String: String] = [:]) {
    (self.tensors, self.metadata) = (tensors, metadata)
  }

  /// - Throws: `NeuralError.file` for a file that is missing, truncated or inconsistent.
  public init(contentsOf url: URL) throws {
    guard let data = try? Data(contentsOf: url, options: .mappedIfSafe) else {
      throw NeuralError.file(
        url.lastPathComponent, found: "no readable file at \(url.path)",
        expected: "a safetensors file", next: "Check the path.")
    }
    try self.init(data: data, name: url.lastPathComponent)
  }

  /// - Parameter name: Named in errors.
  public init(data: Data, name: String) throws {
    func wrong(_ found: String, _ expected: String) -> NeuralError {
      .file(name, found: found, expected: expected, next: "Write or download the file again.")
    }
    let bytes = [UInt8](data)
    guard bytes.count >= 8 else { throw wrong("\(bytes.count) bytes", "at least 8") }
    let length = bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    guard length <= UInt64(bytes.count - 8), length <= 100_000_000 else {
      throw wrong("a header of \(length) bytes in a file of \(bytes.count)", "a header that fits")
    }
    let start = 8 + Int(length)
    let parsed = try? JSONSerialization.jsonObject(with: Data(bytes[8..<start]))
    guard let header = parsed as? [String: Any] else {
      throw wrong("a header that is not a JSON object", "a JSON object")
    }
    var tensors: [String: Tensor] = [:]
    var metadata: [String: String] = [:]
    var spans: [(Int, Int, String)] = []
    for (key, value) in header {
      if key == "__metadata__" {
        guard let map = value as? [String: String] else {
          throw wrong("metadata that is not text", "a map from text to text")
        }
        metadata = map
        continue
      }
      guard let entry = value as? [String: Any], let type = entry["dtype"] as? String,
        let shape = entry["shape"] as? [Int], let span = entry["data_offsets"] as? [Int],
        span.count == 2
      else { throw wrong("tensor \(key) without dtype, shape or data_offsets", "all three") }
      guard let size = Tensor.elementSizes[type] else {
        throw wrong("tensor \(key) of type \(type)", "a known element type")
      }
      var expected = size
      for extent in shape {
        let (product, overflow) = expected.multipliedReportingOverflow(by: extent)
        guard extent >= 0, !overflow else { throw wrong("shape \(shape) of \(key)", "a valid one") }
        expected = product
      }
      guard span[0] >= 0, span[1] >= span[0], span[1] <= bytes.count - start,
        span[1] - span[0] == expected
      else {
        throw wrong(
          "bytes \(span[0]) to \(span[1]) of \(bytes.count - start) for \(key)",
          "\(expected) bytes inside the file")
      }
      spans.append((span[0], span[1], key))
      tensors[key] = Tensor(
        elementType: type, shape: shape, bytes: Array(bytes[start + span[0]..<start + span[1]]))
    }
    var end = 0
    for span in spans.sorted(by: { ($0.0, $0.1) < ($1.0, $1.1) }) {
      guard span.0 == end else { throw wrong("tensor \(span.2) at byte \(span.0)", "byte \(end)") }
      end = span.1
    }
    guard end == bytes.count - start else {
      throw wrong("\(bytes.count - start) bytes of data", "\(end)")
    }
    self.init(tensors: tensors, metadata: metadata)
  }

  /// The file's bytes: tensors sorted by name, so that equal contents give equal bytes.
  public func encoded() throws -> Data {
    var header: [String: Any] = metadata.isEmpty ? [:] : ["__metadata__": metadata]
    var body = Data()
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      header[name] = [
        "dtype": tensor.elementType, "shape": tensor.shape,
        "data_offsets": [body.count, body.count + tensor.bytes.count]
      ]
      body.append(contentsOf: tensor.bytes)
    }
    var json = try JSONSerialization.data(
      withJSONObject: header, options: [.sortedKeys, .withoutEscapingSlashes])
    while json.count % 8 != 0 { json.append(0x20) }
    var result = withUnsafeBytes(of: UInt64(json.count).littleEndian) { Data($0) }
    result.append(json)
    result.append(body)
    return result
  }

  /// Writes beside the target, then renames, so that no reader sees half a file.
  ///
  /// - Throws: The system's own error, which names the file and the reason, such as a full disk.
  public func write(to url: URL) throws {
    try encoded().write(to: url, options: .atomic)
  }
}
