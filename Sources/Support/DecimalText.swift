/// Numbers in decimal digits, rounded as C's `printf` rounds: from the exact value, halves to even.
///
/// Of our own, so that a number has the same words wherever the code runs, also where there is no Foundation.
public enum DecimalText {
  /// As `"%.<digits>g"`: so many significant digits without trailing zeros, as `"0.00123"` or `"1.2e-07"`.
  public static func significant(_ value: Double, _ digits: Int) -> String {
    if let words = words(ofSpecial: value) { return words }
    let count = max(1, digits)
    if value == 0 { return sign(value) + "0" }
    let (rounded, exponent) = Digits(value.magnitude).rounded(to: count)
    if exponent < -4 || exponent >= count {
      let power = "\(exponent.magnitude)"
      return sign(value) + trimmed(rounded.prefix(1), rounded.dropFirst()) + "e"
        + (exponent < 0 ? "-" : "+") + (power.utf8.count < 2 ? "0" : "") + power
    }
    if exponent < 0 {
      let zeros = [UInt8](repeating: 0, count: -exponent - 1)
      return sign(value) + trimmed([0], (zeros + rounded)[...])
    }
    return sign(value) + trimmed(rounded[...exponent], rounded[(exponent + 1)...])
  }

  /// As `"%.<decimals>f"`: so many digits after the point.
  public static func fixed(_ value: Double, _ decimals: Int) -> String {
    if let words = words(ofSpecial: value) { return words }
    let digits = Digits(value.magnitude)
    let kept = digits.exponent + 1 + decimals
    var (rounded, exponent) = ([UInt8](), -1)
    if kept >= 0 { (rounded, exponent) = digits.rounded(to: kept) }
    // Digits from the first before the point, or the zero there, to the last wanted one.
    var all = [UInt8](repeating: 0, count: max(0, -exponent - (rounded.isEmpty ? 1 : 0))) + rounded
    let whole = max(0, exponent) + 1
    all += [UInt8](repeating: 0, count: max(0, whole + decimals - all.count))
    let text = string(all[..<whole])
    return sign(value)
      + (decimals > 0 ? text + "." + string(all[whole..<(whole + decimals)]) : text)
  }

  private static func words(ofSpecial value: Double) -> String? {
    if value.isNaN { return "nan" }
    return value.isInfinite ? sign(value) + "inf" : nil
  }

  private static func sign(_ value: Double) -> String { value.sign == .minus ? "-" : "" }

  private static func string(_ digits: ArraySlice<UInt8>) -> String {
    String(decoding: digits.map { $0 + UInt8(ascii: "0") }, as: UTF8.self)
  }

  private static func trimmed(_ whole: ArraySlice<UInt8>, _ part: ArraySlice<UInt8>) -> String {
    let kept = part.lastIndex { $0 != 0 }.map { part[...$0] } ?? []
    return kept.isEmpty ? string(whole) : string(whole) + "." + string(kept)
  }

  /// All decimal digits of a finite number of 0 or more.
  private struct Digits {
    /// The first is not 0, but for 0 itself.
    var digits: [UInt8]
    /// The first digit stands for so many powers of ten.
    var exponent: Int

    /// value = m 2^e, which for e < 0 is m 5^-e 10^e.
    init(_ value: Double) {
      guard value > 0 else {
        (digits, exponent) = ([0], 0)
        return
      }
      let bits = value.bitPattern
      let stored = Int(bits >> 52)
      var mantissa = bits & (1 << 52 - 1)
      if stored > 0 { mantissa |= 1 << 52 }
      var power = max(stored, 1) - 1075
      let zeros = mantissa.trailingZeroBitCount
      mantissa >>= UInt64(zeros)
      power += zeros
      // Nine digits a limb, the lowest first.
      var limbs: [UInt32] = []
      var rest = mantissa
      while rest > 0 {
        limbs.append(UInt32(rest % 1_000_000_000))
        rest /= 1_000_000_000
      }
      let (factor, most): (UInt64, Int) = power < 0 ? (5, 13) : (2, 29)
      var left = abs(power)
      while left > 0 {
        let step = min(left, most)
        Self.multiply(&limbs, by: (0..<step).reduce(1) { product, _ in product * factor })
        left -= step
      }
      var all: [UInt8] = []
      for limb in limbs {
        var limb = limb
        for _ in 0..<9 {
          all.append(UInt8(limb % 10))
          limb /= 10
        }
      }
      while all.last == 0 { all.removeLast() }
      digits = all.reversed()
      exponent = digits.count - 1 + min(power, 0)
    }

    private static func multiply(_ limbs: inout [UInt32], by factor: UInt64) {
      var carry: UInt64 = 0
      for index in limbs.indices {
        let product = UInt64(limbs[index]) * factor + carry
        limbs[index] = UInt32(product % 1_000_000_000)
        carry = product / 1_000_000_000
      }
      while carry > 0 {
        limbs.append(UInt32(carry % 1_000_000_000))
        carry /= 1_000_000_000
      }
    }

    /// Exactly `count` digits, and the exponent, which a carry may raise; of none the one that was carried, if any.
    func rounded(to count: Int) -> (digits: [UInt8], exponent: Int) {
      var kept = Array(digits.prefix(count))
      kept += [UInt8](repeating: 0, count: count - kept.count)
      guard count < digits.count else { return (kept, exponent) }
      let isHalf = digits[count] == 5 && digits[(count + 1)...].allSatisfy { $0 == 0 }
      let isUp = isHalf ? (kept.last ?? 0) % 2 == 1 : digits[count] >= 5
      guard isUp else { return (kept, exponent) }
      for index in kept.indices.reversed() {
        if kept[index] < 9 {
          kept[index] += 1
          return (kept, exponent)
        }
        kept[index] = 0
      }
      return ([1] + kept.dropLast(count == 0 ? 0 : 1), exponent + 1)
    }
  }
}
