import Support

/// What was found out about one output: a figure, a table, or a chapter's values.
public struct OutputComparison: Sendable, Codable, Equatable {
  /// In the order in which a reader should see them.
  public enum Verdict: String, Sendable, Codable, CaseIterable {
    /// The baseline cannot be compared with; `refusal` says why.
    case refused
    case missing
    case dataAndPictureChanged
    case dataChanged
    case extra
    /// The data are the same: a restyled figure, not another result.
    case pictureChanged
    /// Only the picture changed, and other versions of what draws made it.
    case drawnByOthers
    case withinTolerance
    case same

    public var isDifference: Bool {
      ![.refused, .drawnByOthers, .withinTolerance, .same].contains(self)
    }
  }

  public let name: String
  /// `"figure"`, `"table"`, `"values"` or `"results"`.
  public let kind: String
  public let chapter: String
  public let verdict: Verdict
  public let refusal: String?
  /// What draws in another version than it did for the baseline, e.g. `"Pango 1.56.3 in place of 1.50.12"`.
  public let libraries: String?
  /// Nil for what has no data or no picture.
  public let data: DataComparison?
  public let picture: PictureComparison?
  /// Why it is not as it was, as far as it is known: the runs, code or settings that changed.
  public let causes: [String]

  public init(
    name: String, kind: String, chapter: String, refusal: String? = nil,
    libraries: String? = nil, data: DataComparison? = nil, picture: PictureComparison? = nil,
    causes: [String] = []
  ) {
    (self.name, self.kind, self.chapter, self.refusal) = (name, kind, chapter, refusal)
    (self.data, self.picture) = (data, picture)
    (self.libraries, self.causes) = (libraries, causes)
    verdict = Self.verdict(refusal, libraries != nil, data?.level, picture?.level)
  }

  /// The same with what is known of why.
  package func explained(by causes: [String]) -> OutputComparison {
    OutputComparison(
      name: name, kind: kind, chapter: chapter, refusal: refusal, libraries: libraries, data: data,
      picture: picture, causes: causes)
  }

  private static func verdict(
    _ refusal: String?, _ isDrawnByOthers: Bool, _ data: Level?, _ picture: Level?
  ) -> Verdict {
    let levels = [data, picture].compactMap { $0 }
    if levels.contains(.missing) { return .missing }
    if refusal != nil { return .refused }
    if levels.contains(.extra) { return .extra }
    switch (data == .changed, picture == .changed) {
    case (true, true): return .dataAndPictureChanged
    case (true, false): return .dataChanged
    case (false, true): return isDrawnByOthers ? .drawnByOthers : .pictureChanged
    case (false, false): return levels.contains(.withinTolerance) ? .withinTolerance : .same
    }
  }

  /// Which of the two levels changed, and how.
  public var sentence: String {
    switch verdict {
    case .refused: "Not compared: the baseline was \(refusal ?? "")."
    case .missing: "Missing: a baseline exists, but \(Self.which(.missing, self)) not made."
    case .extra: "New: there is no baseline of it yet."
    case .dataAndPictureChanged: "The data changed, and the picture with them. \(details)"
    case .dataChanged where kind == "results":
      "results.json does not say what the chapters' values do, which stand under 'before'. \(details)"
    case .dataChanged:
      (picture == nil ? "The data changed. " : "The data changed, the picture did not. ") + details
    case .pictureChanged: "Only the picture changed; the data are the same. \(details)"
    case .drawnByOthers:
      "Drawn by \(libraries ?? ""), and the picture changed; the data are the same. \(details)"
    case .withinTolerance: "Within the tolerance. \(details)"
    case .same: "The same."
    }
  }

  private static func which(_ level: Level, _ output: OutputComparison) -> String {
    let data = output.data?.level == level
    guard output.picture != nil else { return "the file is" }
    return data && output.picture?.level == level
      ? "data and picture were" : data ? "its data were" : "its picture was"
  }

  private var details: String {
    var parts: [String] = []
    if let data, let first = data.changes.first {
      parts.append(
        "\(Wording.count(data.changeCount, "change")) in the data, first "
          + "\(first.sentence).")
    }
    if let picture, !picture.detail.isEmpty { parts.append("Picture: \(picture.detail).") }
    if verdict == .dataAndPictureChanged, let libraries { parts.append("Drawn by \(libraries).") }
    return parts.joined(separator: " ")
  }
}
