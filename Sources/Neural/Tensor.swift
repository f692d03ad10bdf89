import Foundation

/// A named-file tensor: its element type as safetensors calls it, its shape, and its bytes, which may
/// be a window into a mapped file.
public struct Tensor: Sendable, Equatable {
  /// Bytes per element of the types that a file may hold.
  public static let elementSizes = [
    "F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U8": 1,
    "BOOL": 1
  ]

  public let elementType: String
  public let shape: [Int]
  public let bytes: Data

  public var count: Int { shape.reduce(1, *) }

  public init(elementType: String, shape: [Int], bytes: Data) {
    (self.elementType, self.shape, self.bytes) = (elementType, shape, bytes)
  }

  /// An F32 tensor; `values.count` is the product of `shape`.
  public init(shape: [Int], values: [Float]) {
    precondition(
      values.count == shape.reduce(1, *), "Tensor: \(values.count) values, expected \(shape).")
    self.init(elementType: "F32", shape: shape, bytes: values.withUnsafeBytes { Data($0) })
  }

  /// The values of an F32 tensor, or nil for another type.
  public var floats: [Float]? { elementType == "F32" ? elements(Float.self) : nil }

  /// The values of an F64 tensor, or nil for another type.
  public var doubles: [Double]? { elementType == "F64" ? elements(Double.self) : nil }

  /// The values of an I64 tensor, or nil for another type.
  public var integers: [Int64]? { elementType == "I64" ? elements(Int64.self) : nil }

  private func elements<Element: BitwiseCopyable>(_ type: Element.Type) -> [Element] {
    let count = count
    // Else the initializer writes to the storage that all empty arrays share, from several threads at once.
    guard count > 0 else { return [] }
    return [Element](unsafeUninitializedCapacity: count) { elements, filled in
      filled = bytes.copyBytes(to: elements) / MemoryLayout<Element>.size
    }
  }
}
