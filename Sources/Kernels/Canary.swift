/// A tiny fixed computation whose result bits stand for the code that makes them.
///
/// When code changes what it computes, the bits of the canaries that go through it change, and with
/// them the keys of the runs that it would make; a change of comments, names or speed moves nothing.
/// A canary takes at most a few milliseconds and gives the same bits for any number of threads.
public struct Canary: Sendable {
  /// What it goes through, from the general to the particular, e.g. `"optimizer.adam"`.
  public let name: String
  private let body: @Sendable (inout ResultBits) throws -> Void

  public init(_ name: String, _ body: @escaping @Sendable (inout ResultBits) throws -> Void) {
    (self.name, self.body) = (name, body)
  }

  /// The bytes of everything that the computation gives.
  public func bits() throws -> [UInt8] {
    var bits = ResultBits()
    try body(&bits)
    return bits.bytes
  }
}

/// The bits of results, in the order they were added; numbers are little-endian.
public struct ResultBits: Sendable {
  public private(set) var bytes: [UInt8] = []

  public init() {}

  public mutating func add(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  public mutating func add(_ value: Double) { add(value.bitPattern) }

  public mutating func add(_ value: Float) { add(value.bitPattern) }

  public mutating func add(_ values: [Double]) { append(values, \.bitPattern) }

  public mutating func add(_ values: [Float]) { append(values, \.bitPattern) }

  public mutating func add(_ values: [Int]) { append(values, { $0 }) }

  public mutating func add(_ values: [UInt8]) { bytes += values }

  /// All at once, since the networks' canaries add millions.
  private mutating func append<Value, Bits: FixedWidthInteger>(
    _ values: [Value], _ bits: (Value) -> Bits
  ) {
    let size = MemoryLayout<Bits>.size
    let start = bytes.count
    bytes += repeatElement(0, count: values.count * size)
    bytes.withUnsafeMutableBytes { target in
      for (index, value) in values.enumerated() {
        target.storeBytes(
          of: bits(value).littleEndian, toByteOffset: start + index * size, as: Bits.self)
      }
    }
  }

  public mutating func add(_ text: String) {
    add(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }
}
