/// A setting that could have been chosen otherwise, declared once by the chapter whose runs have it: one that the paper
/// leaves open, or one of which a reader asks what a claim owes to it.
///
/// From it come the list of settings not given, what `--set` offers, the controls of live figures and the multiverse.
public struct Decision: Sendable {
  /// One way to decide.
  public struct Option: Sendable, Equatable, Codable {
    /// As `--set` takes it, e.g. `"0.02"` or `"uniform"`.
    public var value: String
    /// As a reader sees it, e.g. `"uniform on [-1, 1]"`.
    public var words: String
    /// Why one would decide so.
    public var reason: String
    /// Whether the paper's text supports it.
    public var isPapers: Bool

    public init(_ value: String, words: String? = nil, reason: String, isPapers: Bool = false) {
      (self.value, self.words, self.reason) = (value, words ?? value, reason)
      self.isPapers = isPapers
    }
  }

  /// Which values a figure's reader is offered beside the options.
  public struct Span: Sendable, Equatable, Codable {
    public var low: Double
    public var high: Double
    /// Whether equal steps of the control are equal factors.
    public var isLogarithmic: Bool
    public var isWhole: Bool

    public init(_ range: ClosedRange<Double>, isLogarithmic: Bool = false, isWhole: Bool = false) {
      (low, high) = (range.lowerBound, range.upperBound)
      (self.isLogarithmic, self.isWhole) = (isLogarithmic, isWhole)
    }
  }

  /// Another decision that must have been made in one of some ways, as momentum is SGD's alone.
  public struct Condition: Sendable, Equatable, Codable {
    /// The other decision's `target`.
    public var target: String
    public var values: [String]

    public init(_ target: String, is values: [String]) {
      (self.target, self.values) = (target, values)
    }
  }

  /// What `--set` takes before its `=`: experiments, and the field of their specification, e.g.
  /// `"B2.lambda0.01,B2.lambda10:learningRate"`. The colon keeps it from the chapter's own variations, whose names begin
  /// with those of what they vary.
  public var target: String
  /// The same of a whole chapter, where runs must go along that no claim's universe has; `target` unless it is another.
  public var chapterTarget: String
  /// E.g. `"learning rate alpha"`.
  public var title: String
  /// Two or more; the one that the declared experiments have is the default.
  public var options: [Option]
  /// What stands behind the target's colon, e.g. `"learningRate"`.
  public var field: String { Self.field(of: target) }
  private static func field(of target: String) -> String {
    target.lastIndex(of: ":").map { String(target[target.index(after: $0)...]) } ?? target
  }

  /// By what decisions of these targets are told from each other in few words: the field, and behind it the place, counted from
  /// 1, where several set that field of different runs.
  public static func names(ofTargets targets: [String]) -> [String] {
    let fields = targets.map(field)
    return fields.enumerated().map { place, field in
      fields.count { $0 == field } == 1 ? field : "\(field)\(place + 1)"
    }
  }

  /// As `--set` takes it.
  public func change(to option: Int) -> String { change(target, to: option) }
  /// The same of a whole chapter.
  public func chapterChange(to option: Int) -> String { change(chapterTarget, to: option) }
  private func change(_ target: String, to option: Int) -> String {
    "\(target)=\(options[option].value)"
  }

  /// Ids of the claims whose verdicts are asked for it in the multiverse; none of what only a figure's reader sets.
  public var claims: [String]
  public var span: Span?
  public var condition: Condition?
  /// Which of a figure's runs it is about, where the figure has others for which the same is to be decided, e.g.
  /// `"with batch norm"`.
  public var scope: String?

  public init(
    _ target: String, title: String, options: [Option], claims: [String] = [], span: Span? = nil,
    onlyIf condition: Condition? = nil, scope: String? = nil, chapterTarget: String? = nil
  ) {
    precondition(
      options.count > 1, "Decision '\(target)': \(options.count) options, expected two or more.")
    precondition(
      Set(options.map { $0.value }).count == options.count,
      "Decision '\(target)': the same option twice, expected each once.")
    (self.target, self.title, self.options) = (target, title, options)
    self.chapterTarget = chapterTarget ?? target
    (self.claims, self.span, self.condition, self.scope) = (claims, span, condition, scope)
  }
}

extension Decision {
  /// The first seed of `runs`, for a figure's reader, who may draw others.
  public static func firstSeed(
    of runs: String, field: String = "seeds.0", title: String = "first seed", scope: String? = nil
  ) -> Decision {
    Decision(
      "\(runs):\(field)", title: title,
      options: [
        Option("1", reason: "the first of the seeds"),
        Option("1001", reason: "one that no other run here has")
      ], span: Span(1...1_000_000, isWhole: true), scope: scope)
  }
}
