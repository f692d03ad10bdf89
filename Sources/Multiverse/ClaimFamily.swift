import ChapterKit
import Experiments

/// Claims of one chapter that have the same open decisions, and so the same universes.
public struct ClaimFamily: Sendable {
  public let chapter: String
  /// Sorted by their ids.
  public let claims: [String]
  public var id: String { claims.joined(separator: ",") }
  public let decisions: [Decision]
  public let space: UniverseSpace
  /// Whether its universes train networks.
  public let trains: Bool
  /// Names of the experiments that its decisions are about.
  public let targets: Set<String>
  /// Of its decisions, in the labels of universes.
  private let names: [String]
  /// Those of the chapter as declared, which a universe leaves alone where no decision of its reaches.
  private let declared: [Experiment]
  private let keys: [String: RunKey]
  private let code: CodeFingerprints

  /// The families of a chapter, in the order of their first decisions.
  ///
  /// - Parameter experiments: Those that the chapter declares.
  /// - Throws: What is wrong with a declared decision, or what `RunKey.keys` throws.
  public static func all(
    of chapter: any Chapter, for setting: Setting, experiments: [Experiment],
    code: CodeFingerprints
  ) throws -> [ClaimFamily] {
    let decisions = try chapter.decisions(for: setting)
    guard !decisions.isEmpty else { return [] }
    var claims: [[Int]: [String]] = [:]
    for claim in Set(decisions.flatMap(\.claims)) {
      claims[decisions.indices.filter { decisions[$0].claims.contains(claim) }, default: []]
        .append(claim)
    }
    return try claims.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { places, claims in
      try ClaimFamily(
        chapter.name, claims: claims, decisions: places.map { decisions[$0] },
        experiments: experiments, code: code)
    }
  }

  /// - Parameter experiments: Those that the chapter declares.
  /// - Throws: As `all(of:for:experiments:code:)`.
  public init(
    _ chapter: String, claims: [String], decisions: [Decision], experiments: [Experiment],
    code: CodeFingerprints
  ) throws {
    (self.chapter, self.claims, self.decisions) = (chapter, claims.sorted(), decisions)
    (declared, self.code) = (experiments, code)
    names = Decision.names(ofTargets: decisions.map(\.target))
    keys = try RunKey.keys(of: experiments, code: code)
    space = UniverseSpace(
      decisions, defaults: try decisions.map { try Self.defaultOption(of: $0, among: experiments) })
    let targets = Set(try decisions.flatMap { try Variation.names($0.target, among: experiments) })
    self.targets = targets
    trains = experiments.contains { $0.kind == "training" && targets.contains($0.name) }
  }

  /// The option that all experiments of a decision have as declared.
  ///
  /// - Throws: `DecisionError` unless one and only one option is, and what `Variation` throws of the others.
  public static func defaultOption(
    of decision: Decision, among experiments: [Experiment]
  ) throws -> Int {
    let present = try decision.options.indices.filter { option in
      do {
        _ = try Variation(parsing: [decision.change(to: option)]).apply(to: experiments)
        return false
      } catch VariationError.touchesNothing { return true }
    }
    guard present.count == 1 else {
      throw DecisionError(target: decision.target, count: present.count)
    }
    return present[0]
  }

  /// What makes a universe of the declared experiments, each as `--set` takes it; empty for the default.
  public func changes(of universe: [Int]) -> [String] {
    altered(universe).map { decisions[$0].change(to: universe[$0]) }
  }

  /// The same of the whole chapter, whose other runs go along where they must.
  public func chapterChanges(of universe: [Int]) -> [String] {
    altered(universe).map { decisions[$0].chapterChange(to: universe[$0]) }
  }

  /// What tells a universe from the default, in few words: `"learningRate=0.03;start=zero"`.
  public func label(of universe: [Int]) -> String {
    altered(universe).map { "\(names[$0])=\(decisions[$0].options[universe[$0]].value)" }
      .joined(separator: ";")
  }

  private func altered(_ universe: [Int]) -> [Int] {
    decisions.indices.filter { universe[$0] != space.defaults[$0] }
  }

  /// What stands between an experiment's name and the label of the universe that it belongs to.
  public static let separator: Character = "@"

  /// The runs that a universe adds to the declared ones, and what its claims are judged by.
  public struct Runs: Sendable {
    /// With the universe's label behind their names, so that runs of many universes can be made together.
    public var own: [(run: Experiment, key: RunKey)]
    /// Declared runs that those wait for.
    public var awaited: [Experiment]
    /// The chapter's experiments as the universe has them, under the names that the chapter knows.
    public var experiments: [Experiment]
    /// Of their records: the universe's own where a claim may read them, else those of the declared runs.
    public var keys: [String: RunKey]
  }

  /// - Throws: What `Variation` and `RunKey.keys` throw.
  public func runs(of universe: [Int]) throws -> Runs {
    let varied = try Variation(parsing: changes(of: universe)).apply(to: declared).experiments
    let variedKeys = try RunKey.keys(of: varied, code: code)
    let label = label(of: universe)
    var names: [String: String] = [:]
    for run in varied.needed(for: targets) where variedKeys[run.name] != keys[run.name] {
      names[run.name] = "\(run.name)\(Self.separator)\(label)"
    }
    let own = varied.compactMap { run in
      names[run.name].map {
        (run: run.renamed($0, prerequisites: names), key: variedKeys[run.name]!)
      }
    }
    return Runs(
      own: own, awaited: declared.needed(for: own.flatMap(\.run.prerequisites)),
      experiments: varied,
      keys: keys.merging(names.keys.map { ($0, variedKeys[$0]!) }) { $1 })
  }

  /// The universe of a label; nil where it is none of this family's.
  public func universe(labelled label: some StringProtocol) -> [Int]? {
    var universe = space.defaults
    for part in label.split(separator: ";") {
      let found = decisions.indices.lazy.compactMap { index in
        decisions[index].options.firstIndex { "\(names[index])=\($0.value)" == part }
          .map { (index, $0) }
      }.first
      guard let (index, option) = found else { return nil }
      universe[index] = option
    }
    return space.place(of: universe) == nil ? nil : universe
  }
}

/// A declared decision that the declared experiments do not fit.
public struct DecisionError: Error, Equatable, Sendable, CustomStringConvertible {
  public let target: String
  /// How many of its options all its experiments have.
  public let count: Int

  public var description: String {
    "Decision '\(target)': \(count) of its options are the declared one, expected one. "
      + "Correct its target or its options."
  }
}
