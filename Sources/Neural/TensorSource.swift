import Foundation

/// A tensor to be written, whose bytes are made when their turn comes, so that a large network is
/// never in memory twice.
package struct TensorSource {
  package let name: String
  package let elementType: String
  package let shape: [Int]
  /// Hands the bytes, 4 or so for each element, to its argument.
  let withBytes: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void

  /// A tensor that is there already.
  package init(_ name: String, _ tensor: Tensor) {
    (self.name, elementType, shape) = (name, tensor.elementType, tensor.shape)
    withBytes = { body in try tensor.bytes.withUnsafeBytes(body) }
  }

  /// An F32 tensor; `values` gives as many as `shape` says.
  package init(_ name: String, shape: [Int], values: @escaping () -> [Float]) {
    (self.name, elementType, self.shape) = (name, "F32", shape)
    withBytes = { body in try values().withUnsafeBytes(body) }
  }

  var byteCount: Int { shape.reduce(Tensor.elementSizes[elementType] ?? 0, *) }

  /// Whether all values are finite; of an F32 tensor.
  var isFinite: Bool {
    var isFinite = true
    try? withBytes { bytes in
      isFinite = bytes.bindMemory(to: Float.self).allSatisfy(\.isFinite)
    }
    return isFinite
  }

  /// The tensor in memory.
  package var tensor: Tensor {
    var bytes = Data()
    try? withBytes { bytes = Data($0) }
    return Tensor(elementType: elementType, shape: shape, bytes: bytes)
  }
}
