import Experiments

/// The runs of a live figure, each made when it is first looked up. It belongs to one thread at a time.
public final class LiveRuns<Specification: Sendable, Outcome: Sendable>: @unchecked Sendable {
  public let experiments: [LiveExperiment<Specification>]
  private let run: @Sendable (Specification) -> Outcome
  private var made: [String: Outcome] = [:]

  public init(
    _ experiments: [LiveExperiment<Specification>],
    run: @escaping @Sendable (Specification) -> Outcome
  ) {
    (self.experiments, self.run) = (experiments, run)
  }

  public var outcomes: RunOutcomes<Outcome> {
    RunOutcomes(names: experiments.map { $0.name }.sorted()) { self.outcome($0) }
  }

  public var specifications: [String: Specification] {
    experiments.reduce(into: [:]) { $0[$1.name] = $1.specification }
  }

  /// Nil where there is no run of that name.
  public func outcome(_ name: String) -> Outcome? {
    if let known = made[name] { return known }
    guard let found = experiments.first(where: { $0.name == name }) else { return nil }
    let outcome = run(found.specification)
    made[name] = outcome
    return outcome
  }
}
