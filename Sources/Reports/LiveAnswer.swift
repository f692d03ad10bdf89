import Plots
import Support

/// What a live figure, or a part of it, came to under some settings.
public struct LiveAnswer: Sendable {
  /// Nil where the part has none.
  public var figure: Figure?
  /// Of a live table; nil otherwise.
  public var table: ReportTable?
  /// By their names in results.json.
  public var values: [String: Double]
  public var claims: [Claim]

  public init(
    figure: Figure? = nil, table: ReportTable? = nil, values: [String: Double] = [:],
    claims: [Claim] = []
  ) {
    (self.figure, self.table) = (figure, table)
    (self.values, self.claims) = (values, claims)
  }

  /// Tells whether two answers have the same bits: every number that the figure draws, in its order, and every value
  /// by its name. It covers all that the runs leave in them, and no words.
  public var checksum: String {
    var bits = LiveChecksum()
    for panel in figure?.panels ?? [] {
      for mark in panel.marks { bits.add(mark) }
    }
    for name in values.keys.sorted() {
      bits.add(name)
      bits.add(values[name] ?? .nan)
    }
    return bits.text
  }

  /// As JSON for the page's script.
  ///
  /// - Parameter checksum: Nil for its own.
  /// - Throws: What is wrong with the figure.
  public func json(checksum: String? = nil) throws(PlotError) -> String {
    var fields: [(String, String)] = []
    if let figure { fields.append(("figure", try figure.json())) }
    if let table {
      let rows = table.rows.map { JSONText.array($0.map(JSONText.string)) }
      fields.append(("rows", JSONText.array(rows)))
    }
    let numbers = values.keys.sorted().map { ($0, JSONText.exact(values[$0] ?? .nan)) }
    fields.append(("values", JSONText.object(numbers)))
    fields.append(
      (
        "claims",
        JSONText.array(
          claims.map { claim in
            JSONText.object([
              ("id", JSONText.string(claim.id)),
              ("verdict", JSONText.string(claim.verdict.rawValue)),
              ("words", JSONText.string(claim.verdict.words)),
              ("ours", JSONText.string(claim.ourValue)),
              ("reason", JSONText.string(claim.reason))
            ])
          })
      ))
    fields.append(("checksum", JSONText.string(checksum ?? self.checksum)))
    return JSONText.object(fields)
  }
}

/// A checksum of the bits of numbers (FNV-1a over words of 64 bits). All NaN are one.
struct LiveChecksum {
  private var hash: UInt64 = 0xcbf2_9ce4_8422_2325

  /// 16 hexadecimal digits.
  var text: String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }

  mutating func add(_ word: UInt64) {
    hash = (hash ^ word) &* 0x0000_0100_0000_01b3
    hash ^= hash >> 29
  }

  mutating func add(_ value: Double) { add((value.isNaN ? .nan : value).bitPattern) }

  mutating func add(_ values: [Double]) {
    add(UInt64(values.count))
    for value in values { add(value) }
  }

  mutating func add(_ text: String) {
    for byte in text.utf8 { add(UInt64(byte)) }
  }

  mutating func add(_ mark: Mark) {
    switch mark {
    case .line(_, let x, let y, _), .scatter(_, let x, let y, _):
      add(x)
      add(y)
    case .band(_, let x, let low, let high, _):
      add(x)
      add(low)
      add(high)
    case .bars(_, let x, let y, let low, let high, _, _):
      add(x)
      add(y)
      add(low ?? [])
      add(high ?? [])
    case .horizontalRule(_, let value, _), .verticalRule(_, let value, _): add(value)
    case .text(_, let x, let y, _): add([x, y])
    case .ensemble(let ensemble):
      add(ensemble.x)
      for run in ensemble.runs { add(run) }
      add(ensemble.low)
      add(ensemble.median)
      add(ensemble.high)
    }
  }
}
