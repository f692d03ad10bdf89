import Foundation

/// The page that shows every comparison, differences first, as one self-contained HTML file.
public struct ComparePage: Sendable {
  public let profile: String
  public let comparisons: [Comparison]

  public init(profile: String, comparisons: [Comparison]) {
    self.profile = profile
    self.comparisons = comparisons
  }

  /// - Parameters:
  ///   - output: The bytes of an output by its path, nil where it was not made.
  ///   - baseline: The bytes of its baseline, nil where there is none.
  ///   - accept: The command that takes an output as it is; nil where there is none.
  public func html(
    output: (String) -> Data?, baseline: (String) -> Data?, accept: (String) -> String?
  ) -> String {
    let differences = comparisons.filter(\.isDifference).sorted { $0.score > $1.score }
    let same = comparisons.filter { !$0.isDifference }
    let heading =
      differences.isEmpty
      ? "All \(comparisons.count) outputs agree with their baselines"
      : "\(differences.count) of \(comparisons.count) outputs differ from their baselines"
    var body = "<h1>\(heading)</h1><p>Profile <code>\(Self.escape(profile))</code></p>"
    for item in differences {
      body += "<section><h2>\(Self.escape(item.path))</h2>"
      body +=
        "<p><strong>\(Self.words[item.outcome] ?? "")</strong> \(Self.escape(item.detail))</p>"
      if item.path.hasSuffix(".png") {
        body += "<div class=pair>"
        body +=
          Self.figure("Output", output(item.path)) + Self.figure("Baseline", baseline(item.path))
        body += "</div>"
      }
      if let command = accept(item.path) {
        body += "<p>To take it: <code>\(Self.escape(command))</code></p>"
      }
      body += "</section>"
    }
    body += "<table><caption>In agreement</caption><tr><th>Output<th>Result"
    for item in same {
      body += "<tr><td>\(Self.escape(item.path))<td>\(Self.words[item.outcome] ?? "")"
    }
    body += "</table>"
    return Self.frame(title: heading, body: body)
  }

  /// `{"profile", "differences": n, "outputs": [...]}`.
  public func json() throws -> Data {
    struct Document: Encodable {
      var profile: String
      var differences: Int
      var outputs: [Comparison]
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(
      Document(
        profile: profile, differences: comparisons.count(where: \.isDifference),
        outputs: comparisons))
  }

  private static let words: [Comparison.Outcome: String] = [
    .identical: "Identical.", .withinTolerance: "Within the tolerance.", .different: "Different:",
    .missing: "Missing:", .extra: "New:"
  ]

  private static func figure(_ caption: String, _ data: Data?) -> String {
    guard let data else { return "<figure><figcaption>\(caption): none</figcaption></figure>" }
    return "<figure><img alt=\"\(caption)\" src=\"data:image/png;base64,"
      + "\(data.base64EncodedString())\"><figcaption>\(caption)</figcaption></figure>"
  }

  static func escape(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
      .replacingOccurrences(of: ">", with: "&gt;").replacingOccurrences(of: "\"", with: "&quot;")
  }

  private static func frame(title: String, body: String) -> String {
    """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8"><title>\(escape(title))</title>
    <meta name="viewport" content="width=device-width">
    <style>
    body { font: 16px/1.5 Inter, system-ui, sans-serif; max-width: 70rem; margin: 2rem auto;
      padding: 0 1rem; color: #1a1a1a; background: #fff }
    section { border-top: 1px solid #ccc; margin-top: 2rem }
    .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 1rem }
    figure { margin: 0 } img { max-width: 100%; border: 1px solid #ddd }
    table { border-collapse: collapse; margin-top: 2rem } caption { text-align: left; font-weight: 600 }
    th, td { text-align: left; padding: .2rem 1rem .2rem 0; border-top: 1px solid #eee }
    </style></head><body>\(body)</body></html>

    """
  }
}
