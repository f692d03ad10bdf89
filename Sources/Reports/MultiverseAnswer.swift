/// What became of one claim over the universes that its open decisions make.
public struct MultiverseAnswer: Sendable, Codable {
  public struct Option: Sendable, Codable {
    public var value: String
    public var words: String
    public var reason: String
    public var isOurs: Bool
    public var isPapers: Bool

    public init(value: String, words: String, reason: String, isOurs: Bool, isPapers: Bool) {
      (self.value, self.words, self.reason) = (value, words, reason)
      (self.isOurs, self.isPapers) = (isOurs, isPapers)
    }
  }

  /// A decision, with how often it changes the verdict.
  public struct Decision: Sendable, Codable {
    public var target: String
    public var title: String
    public var options: [Option]
    /// Pairs of universes that differ in it alone, those of them with two verdicts, and of these those with none undecided.
    public var pairs: Int
    public var flips: Int
    public var turns: Int
    /// The median change of the effect over the pairs; nil where no pair has both.
    public var medianChange: Double?

    public init(
      target: String, title: String, options: [Option], pairs: Int, flips: Int, turns: Int,
      medianChange: Double?
    ) {
      (self.target, self.title, self.options) = (target, title, options)
      (self.pairs, self.flips, self.turns) = (pairs, flips, turns)
      self.medianChange = medianChange
    }
  }

  public struct Universe: Sendable, Codable {
    /// By decision, the place of its option; nil where there is nothing to decide.
    public var options: [Int?]
    /// Nil where a run failed.
    public var verdict: Verdict?
    public var effect: Double?
    public var isOurs: Bool
    public var isPapers: Bool
    /// What makes it of the declared experiments, each as `--set` takes it.
    public var settings: [String]
    /// Why there is no verdict.
    public var failure: String?

    public init(
      options: [Int?], verdict: Verdict?, effect: Double?, isOurs: Bool, isPapers: Bool,
      settings: [String], failure: String?
    ) {
      (self.options, self.verdict, self.effect) = (options, verdict, effect)
      (self.isOurs, self.isPapers) = (isOurs, isPapers)
      (self.settings, self.failure) = (settings, failure)
    }
  }

  public var claim: String
  /// Of the claim's evidence, and in words.
  public var effect: String
  public var effectWords: String
  /// In the order of the options of universes.
  public var decisions: [Decision]
  /// Their places, those first that flip the verdict most often.
  public var ranking: [Int]
  /// In the order in which they are made.
  public var universes: [Universe]
  /// How many there are in all, made or not.
  public var total: Int
  /// How many of them have each verdict.
  public var counts: [String: Int]
  /// All of that in a sentence or two.
  public var sentence: String
  /// Its specification curve; nil where one verdict holds in all universes.
  public var figure: String?
  /// What makes a universe's whole report once its settings follow, each behind `--set`.
  public var command: String

  /// Whether its claim is judged in single universes, and not about all of them.
  public var hasVerdicts: Bool {
    universes.contains { $0.verdict != nil && $0.verdict != .notTested }
  }

  public init(
    claim: String, effect: ClaimEffect, decisions: [Decision], ranking: [Int],
    universes: [Universe], total: Int, sentence: String, command: String
  ) {
    (self.claim, self.decisions, self.ranking) = (claim, decisions, ranking)
    (self.effect, effectWords) = (effect.evidence, effect.words)
    (self.universes, self.total, self.sentence) = (universes, total, sentence)
    self.command = command
    counts = universes.compactMap(\.verdict).reduce(into: [:]) { $0[$1.rawValue, default: 0] += 1 }
  }
}
