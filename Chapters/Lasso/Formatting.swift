import Support

/// A number as it stands in names of values: 0.01, 1, 10.
func short(_ value: Double) -> String {
  value == value.rounded() && abs(value) < 1e9 ? String(Int(value)) : "\(value)"
}

/// `count` significant digits; from 10^count to 10^7 without a power of ten.
func digits(_ value: Double, _ count: Int = 4) -> String {
  let words = DecimalText.significant(value, count)
  guard let place = words.firstIndex(of: "e") else { return words }
  if let rounded = Double(words), abs(rounded) >= 1, abs(rounded) < 1e7 {
    return String(Int(rounded))
  }
  let power = words[words.index(after: place)...]
  if power.hasPrefix("-0") { return words[..<place] + "e-" + power.dropFirst(2) }
  return power.hasPrefix("+0") ? words[..<place] + "e" + power.dropFirst(2) : words
}

/// A share as a percentage.
func percent(_ share: Double) -> String { digits(100 * share, 3) + " %" }

/// An integer with a comma before each group of three digits, from five digits on.
func grouped(_ value: Int) -> String {
  let plain = String(abs(value))
  guard plain.count > 4 else { return String(value) }
  var result = ""
  for (index, digit) in plain.enumerated() {
    if index > 0 && (plain.count - index) % 3 == 0 { result += "," }
    result.append(digit)
  }
  return (value < 0 ? "-" : "") + result
}

/// "a", "a and b", "a, b and c".
func enumeration(_ words: [String]) -> String {
  guard let last = words.last, words.count > 1 else { return words.first ?? "" }
  return words.dropLast().joined(separator: ", ") + " and " + last
}
