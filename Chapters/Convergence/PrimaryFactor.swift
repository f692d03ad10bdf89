import ChapterKit
import Reports

/// Claim 3.6, once the universes of claim 3.3 were run: which decision moves the loss most.
struct PrimaryFactor {
  /// By universe, ReLU's loss minus GELU's at VGG19.
  private let gaps: [Double]
  /// The other decisions, with how far each moves VGG19's loss in the median pair that differs in it alone.
  private let others: [MultiverseAnswer.Decision]
  private let universes: Int

  /// With fewer pairs a median says little about a decision.
  static let fewestPairs = 3

  /// - Parameters:
  ///   - gaps: Of claim 3.3, whose effect is the gap.
  ///   - losses: Of claim 3.6, whose effect is the loss.
  init(gaps: MultiverseAnswer, losses: MultiverseAnswer) {
    self.gaps = gaps.universes.compactMap(\.effect)
    others = losses.decisions
    universes = losses.universes.count
  }

  /// `claim` with its verdict, or as it is where some decision has too few pairs.
  func settling(_ claim: Claim) -> Claim {
    guard !gaps.isEmpty, others.allSatisfy({ $0.pairs >= Self.fewestPairs }) else { return claim }
    let activation = Statistics.median(gaps.map(abs))
    let changes = others.map { (title: $0.title, change: $0.medianChange ?? 0) }
      .sorted { $0.change > $1.change }
    let larger = changes.filter { $0.change >= activation }
    let words = changes.map { "the \($0.title) \(ConvexClaims.text($0.change))" }
      .joined(separator: ", ")
    var evidence = ["activation.medianGap": activation, "universes": Double(universes)]
    for (title, change) in changes { evidence["\(title).medianChange"] = change }
    return Claim(
      id: claim.id, place: claim.place, statement: claim.statement, paperValue: claim.paperValue,
      ourValue:
        "the activation moves VGG19's loss by \(ConvexClaims.text(activation)) nats in the median universe; "
        + "in the median pair " + words,
      rule: claim.rule
        + " What moves it is the median: of the gap's magnitude over all universes that were made, and of the "
        + "loss's change over the pairs that differ in a decision alone, at least \(Self.fewestPairs) for each.",
      evidence: evidence, verdict: larger.isEmpty ? .reproduced : .notReproduced,
      reason: larger.isEmpty
        ? "In \(universes) universes no other decision moves the loss as far."
        : "In \(universes) universes \(larger.map { "the \($0.title)" }.joined(separator: ", ")) "
          + (larger.count == 1 ? "moves" : "move") + " it at least as far.")
  }
}

extension Convergence {
  public func settled(_ claim: Claim, by answers: [String: MultiverseAnswer]) -> Claim {
    guard claim.id == "3.6", let gaps = answers["3.3"], let losses = answers["3.6"] else {
      return claim
    }
    return PrimaryFactor(gaps: gaps, losses: losses).settling(claim)
  }
}
