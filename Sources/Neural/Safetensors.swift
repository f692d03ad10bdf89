import Foundation
import Support

/// A safetensors file: eight bytes of header length, a JSON header, and the tensors' bytes.
///
/// **Source**: the format of huggingface/safetensors; little-endian, no gaps, no overlaps.
public struct Safetensors: Sendable, Equatable {
  public var tensors: [String: Tensor]
  public var metadata: [String: String]

  /// In bytes. The largest networks need a hundredth of it; parsing takes some dozens of bytes for each.
  private static let longestHeader: UInt64 = 16 << 20

  public init(tensors: [String: Tensor], metadata: [String: String] = [:]) {
    (self.tensors, self.metadata) = (tensors, metadata)
  }

  /// - Throws: `NeuralError.file` for a file that is missing, no regular one, truncated or inconsistent.
  public init(contentsOf url: URL) throws {
    let data: Data
    do {
      try RegularFile.require(url)
      data = try Data(contentsOf: url, options: .mappedIfSafe)
    } catch {
      throw NeuralError.file(
        url.lastPathComponent,
        found: "no readable file at \(url.path) (\(SystemReason.words(for: error)))",
        expected: "a safetensors file", next: "Check the path.")
    }
    try self.init(data: data, name: url.lastPathComponent)
  }

  /// - Parameter name: Named in errors.
  public init(data: Data, name: String) throws {
    func wrong(_ found: String, _ expected: String) -> NeuralError {
      .file(name, found: found, expected: expected, next: "Write or download the file again.")
    }
    guard data.count >= 8 else { throw wrong("\(data.count) bytes", "at least 8") }
    let length = data.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    guard length <= UInt64(data.count - 8), length <= Self.longestHeader else {
      throw wrong("a header of \(length) bytes in a file of \(data.count)", "a header that fits")
    }
    let start = 8 + Int(length)
    let body = data[(data.startIndex + start)...]
    let parsed = try? JSONSerialization.jsonObject(
      with: Data(data[data.startIndex + 8..<body.startIndex]))
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
      guard span[0] >= 0, span[1] >= span[0], span[1] <= body.count,
        span[1] - span[0] == expected
      else {
        throw wrong(
          "bytes \(span[0]) to \(span[1]) of \(body.count) for \(key)",
          "\(expected) bytes inside the file")
      }
      spans.append((span[0], span[1], key))
      tensors[key] = Tensor(
        elementType: type, shape: shape,
        bytes: body[body.startIndex + span[0]..<body.startIndex + span[1]])
    }
    var end = 0
    for span in spans.sorted(by: { ($0.0, $0.1) < ($1.0, $1.1) }) {
      guard span.0 == end else { throw wrong("tensor \(span.2) at byte \(span.0)", "byte \(end)") }
      end = span.1
    }
    guard end == body.count else {
      throw wrong("\(body.count) bytes of data", "\(end)")
    }
    self.init(tensors: tensors, metadata: metadata)
  }

  /// The file's bytes: tensors sorted by name, so that equal contents give equal bytes.
  public func encoded() throws -> Data {
    var result = Data()
    try SafetensorsWriter(sources, metadata: metadata).write { result.append(contentsOf: $0) }
    return result
  }

  /// - Throws: `FileError`, such as a full disk; no reader sees half a file.
  public func write(to url: URL) throws {
    try SafetensorsWriter(sources, metadata: metadata).write(to: url)
  }

  private var sources: [TensorSource] { tensors.map { TensorSource($0.key, $0.value) } }
}
