/// A candidate for the first screen: what a reader should know before anything else.
///
/// Whether it holds, and its wording, follow from what the whole report came to; the report shows the first
/// three that hold, by rank.
public struct Finding: Sendable {
  /// E.g. `"two-cycle"`.
  public var id: String
  /// 1 comes first.
  public var rank: Int
  public var title: String
  /// The label of its evidence on the page, e.g. `"claim-4.2"`, `"figure-2"`, `"table-1"` or `"D8"`.
  public var target: String
  /// One sentence of at most 35 words; nil where the finding does not hold.
  public var sentence: @Sendable (Judgements) -> String?

  public init(
    _ id: String, rank: Int, title: String, target: String,
    sentence: @escaping @Sendable (Judgements) -> String?
  ) {
    (self.id, self.rank, self.title, self.target) = (id, rank, title, target)
    self.sentence = sentence
  }

  /// How many the first screen has room for.
  static let shown = 3

  /// One that holds, as the first screen shows it.
  package struct Shown: Encodable {
    package var id: String
    package var rank: Int
    package var title: String
    package var sentence: String
    package var target: String
    package var chapter: String
  }

  /// The first three of `chapters` that hold.
  package static func first(of chapters: [ReportChapter]) -> [Shown] {
    let judgements = Judgements(chapters.map(\.report))
    let candidates = chapters.flatMap { chapter in
      chapter.report.findings.map { (finding: $0, chapter: chapter.name) }
    }
    return candidates.sorted { $0.finding.rank < $1.finding.rank }.lazy
      .compactMap { finding, chapter in
        finding.sentence(judgements).map {
          Shown(
            id: finding.id, rank: finding.rank, title: finding.title, sentence: $0,
            target: finding.target, chapter: chapter)
        }
      }
      .prefix(shown).map { $0 }
  }
}

/// All verdicts and values of a report, whichever chapter they are from.
public struct Judgements: Sendable {
  private var verdicts: [String: Verdict] = [:]
  private var values = ReportValues()

  public init(_ reports: [ChapterReport]) {
    for report in reports {
      values.add(report.values)
      for claim in report.claims { verdicts[claim.id] = claim.verdict }
    }
  }

  /// Nil for a claim of a chapter that is not part of the report.
  public func verdict(_ claim: String) -> Verdict? { verdicts[claim] }

  /// Nil for what is not there or not finite.
  public func value(_ name: String) -> Double? { values[name].flatMap { $0.isFinite ? $0 : nil } }
}
