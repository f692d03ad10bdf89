/// Damages files the way disks, networks and ill will do, the same way for the same seed.
public struct Mutator: Sendable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  /// Values at which sizes and counts go wrong.
  private static let extremes: [UInt64] = [
    0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 1 << 40,
    UInt64(Int64.max), 1 << 63, .max
  ]
  private static let decimals = [
    "0", "-1", "1.5", "1e308", "1e400", "-0", "2147483648", "4294967296", "9223372036854775807",
    "9223372036854775808", "18446744073709551615", "true", "null", "\"\"", "[]", "{}", "[[[[[[[["
  ]

  /// One to four damages of `input`, some with pieces of the other files of `corpus`.
  ///
  /// - Parameter longest: No result has more bytes.
  public mutating func damaged(
    _ input: [UInt8], among corpus: [[UInt8]], longest: Int = 1 << 16
  ) -> [UInt8] {
    var bytes = input
    for _ in 0...below(4) {
      damage(&bytes, among: corpus)
      if bytes.count > longest { bytes.removeLast(bytes.count - longest) }
    }
    return bytes
  }

  /// The next 64 bits of SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators").
  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// A number below `bound`, which is at least 1; its bias of 2^-40 or so does not matter here.
  public mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  private mutating func damage(_ bytes: inout [UInt8], among corpus: [[UInt8]]) {
    guard !bytes.isEmpty else {
      bytes = corpus.isEmpty ? [] : corpus[below(corpus.count)]
      return
    }
    // Most of what is read by meaning stands in front.
    let place = below(3) == 0 ? below(bytes.count) : below(min(bytes.count, 600))
    switch below(8) {
    case 0: bytes[place] ^= 1 << UInt8(below(8))
    case 1: bytes[place] = UInt8(truncatingIfNeeded: next())
    case 2: bytes.removeLast(bytes.count - place)
    case 3: writeLength(at: place, of: &bytes)
    case 4: writeDecimal(near: place, of: &bytes)
    case 5:
      // A section comes twice.
      let length = 1 + below(min(512, bytes.count - place))
      bytes.insert(contentsOf: Array(bytes[place..<place + length]), at: place)
    case 6:
      // The head of this file and the tail of another one.
      guard let other = corpus.isEmpty ? nil : corpus[below(corpus.count)], !other.isEmpty else {
        return
      }
      bytes.replaceSubrange(place..., with: other[below(other.count)...])
    default:
      let length = 1 + below(min(64, bytes.count - place))
      bytes.removeSubrange(place..<place + length)
    }
  }

  /// An extreme number of 1, 2, 4 or 8 bytes, in either byte order.
  private mutating func writeLength(at place: Int, of bytes: inout [UInt8]) {
    let width = 1 << below(4)
    let aligned = below(2) == 0 ? place : place / width * width
    guard aligned + width <= bytes.count else { return }
    let value = Self.extremes[below(Self.extremes.count)] &+ UInt64(below(3)) &- 1
    let isLittle = below(2) == 0
    for index in 0..<width {
      let shift = 8 * (isLittle ? index : width - 1 - index)
      bytes[aligned + index] = UInt8(truncatingIfNeeded: value >> UInt64(shift))
    }
  }

  /// Another number, or what is no number, where the text has digits.
  private mutating func writeDecimal(near place: Int, of bytes: inout [UInt8]) {
    func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    guard let start = bytes[place...].firstIndex(where: isDigit) else { return }
    let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
    let text = Self.decimals[below(Self.decimals.count)]
    bytes.replaceSubrange(start..<end, with: Array(text.utf8))
  }
}
