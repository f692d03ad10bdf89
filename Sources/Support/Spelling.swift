/// Suggestions for mistyped names.
public enum Spelling {
  /// The number of insertions, deletions, replacements and swaps of neighbors that turn `a` into `b`.
  ///
  /// **Cost**: `a.count * b.count` steps.
  public static func distance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a.lowercased()), Array(b.lowercased()))
    var rows = [Array(0...b.count)]
    for i in 0..<a.count {
      var row = [i + 1]
      for j in 0..<b.count {
        var best = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          best = min(best, rows[i - 1][j - 1] + 1)
        }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }

  /// The candidate nearest to `name`, when it is near enough to have been meant.
  public static func closest(to name: String, among candidates: [String]) -> String? {
    let scored = candidates.map { (distance(name, $0), $0) }.sorted { $0 < $1 }
    guard let (score, best) = scored.first, score <= max(2, name.count / 3) else { return nil }
    return best
  }

  /// One sentence for a name that is none of `candidates`.
  public static func unknown(_ subject: String, _ name: String, among candidates: [String])
    -> String
  {
    let list = candidates.joined(separator: ", ")
    let start = "\(subject) '\(name)': unknown, expected one of \(list)."
    guard let best = closest(to: name, among: candidates) else {
      return "\(start) Choose one of them."
    }
    return "\(start) Did you mean '\(best)'?"
  }
}
