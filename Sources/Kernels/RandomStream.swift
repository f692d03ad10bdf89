/// A named, counter-based stream of random numbers: Philox4x32-10.
///
/// Block `i` of a stream is `philox(counter: (i, hash(name)), key: seed)`, so that a stream depends on
/// its seed and name alone and never on what another stream has drawn.
///
/// **Source**: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
public struct RandomStream: Sendable {
  private let key: SIMD2<UInt32>
  private let streamID: UInt64
  private var block: UInt64 = 0
  private var buffer = SIMD4<UInt32>()
  private var used = 4

  /// - Parameters:
  ///   - seed: The experiment's seed.
  ///   - name: What is drawn, e.g. `"F1.b0"`; another name gives an unrelated stream.
  public init(seed: UInt64, name: String) {
    key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325  // FNV-1a
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    streamID = hash
  }

  private static var keyStep: SIMD2<UInt32> { SIMD2(0x9E37_79B9, 0xBB67_AE85) }

  /// One block of Philox4x32 with ten rounds.
  @inline(__always)
  public static func philox4x32(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var c = counter
    var k = key
    for _ in 0..<10 {
      let p0 = UInt64(0xD251_1F53) * UInt64(c[0])
      let p1 = UInt64(0xCD9E_8D57) * UInt64(c[2])
      c = SIMD4(
        UInt32(truncatingIfNeeded: p1 >> 32) ^ c[1] ^ k[0], UInt32(truncatingIfNeeded: p1),
        UInt32(truncatingIfNeeded: p0 >> 32) ^ c[3] ^ k[1], UInt32(truncatingIfNeeded: p0))
      k = k &+ keyStep
    }
    return c
  }

  /// Draws 4 `block` to 4 `block` + 3 of the stream, whatever has been drawn before.
  @inline(__always)
  package func words(ofBlock block: UInt64) -> SIMD4<UInt32> {
    Self.philox4x32(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: block), UInt32(truncatingIfNeeded: block >> 32),
        UInt32(truncatingIfNeeded: streamID), UInt32(truncatingIfNeeded: streamID >> 32)),
      key: key)
  }

  /// Draws 4 `block` to 4 `block` + 31, the first lane of each vector from the first block: eight blocks at
  /// once, with each word in the lower half of 64 bits, as vectors multiply.
  @inline(__always)
  private func words(ofEightBlocksFrom block: UInt64) -> (
    SIMD8<UInt64>, SIMD8<UInt64>, SIMD8<UInt64>, SIMD8<UInt64>
  ) {
    let low = UInt64(UInt32.max)
    let blocks = SIMD8(0, 1, 2, 3, 4, 5, 6, 7) &+ block
    var c0 = blocks & low
    var c1 = blocks &>> 32
    var c2 = SIMD8(repeating: streamID & low)
    var c3 = SIMD8(repeating: streamID >> 32)
    var k = key
    for _ in 0..<10 {
      let p0 = (c0 & low) &* 0xD251_1F53
      let p1 = (c2 & low) &* 0xCD9E_8D57
      (c0, c1) = ((p1 &>> 32) ^ c1 ^ UInt64(k[0]), p1 & low)
      (c2, c3) = ((p0 &>> 32) ^ c3 ^ UInt64(k[1]), p0 & low)
      k = k &+ Self.keyStep
    }
    return (c0, c1, c2, c3)
  }

  /// Writes, for i below `count`, `kept` where draw `first` + i is at least `limit`, and 0 elsewhere: the mask
  /// of a dropout layer.
  @inline(never)
  package func mask(
    from first: Int, count: Int, limit: UInt32, kept: Float, into mask: UnsafeMutablePointer<Float>
  ) {
    var i = 0
    while i < count {
      let draw = first &+ i
      if draw % 4 == 0 && count &- i >= 32 {
        let (a, b, c, d) = words(ofEightBlocksFrom: UInt64(draw / 4))
        for block in 0..<8 {
          mask[i] = a[block] < limit ? 0 : kept
          mask[i &+ 1] = b[block] < limit ? 0 : kept
          mask[i &+ 2] = c[block] < limit ? 0 : kept
          mask[i &+ 3] = d[block] < limit ? 0 : kept
          i &+= 4
        }
        continue
      }
      let words = words(ofBlock: UInt64(draw / 4))
      for lane in draw % 4..<min(4, draw % 4 &+ count &- i) {
        mask[i] = words[lane] < limit ? 0 : kept
        i &+= 1
      }
    }
  }

  /// The next 32 random bits.
  public mutating func nextUInt32() -> UInt32 {
    if used == 4 {
      buffer = words(ofBlock: block)
      block += 1
      used = 0
    }
    defer { used += 1 }
    return buffer[used]
  }

  /// Uniform on [0, 1), a multiple of 2^-53.
  public mutating func nextUniform() -> Double {
    let high = UInt64(nextUInt32() >> 5)
    let low = UInt64(nextUInt32() >> 6)
    return Double(high << 26 | low) * 0x1p-53
  }

  /// Uniform on [`range.lowerBound`, `range.upperBound`).
  public mutating func nextUniform(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * nextUniform()
  }

  /// Uniform on 0 ..< `bound`, without bias (rejection).
  public mutating func nextInt(below bound: Int) -> Int {
    precondition(
      bound > 0 && bound <= Int(UInt32.max), "The bound is \(bound), expected 1 to 2^32 - 1.")
    let limit = UInt32(bound)
    let threshold = (0 &- limit) % limit
    while true {
      let product = UInt64(nextUInt32()) * UInt64(limit)
      if UInt32(truncatingIfNeeded: product) >= threshold { return Int(product >> 32) }
    }
  }
}
