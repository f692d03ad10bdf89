import Experiments

/// Changes of specifications as `--set` takes them, for a live figure.
public struct LiveSettings: Sendable, Equatable {
  public struct Change: Sendable, Equatable {
    /// Experiments and a field (``VariationTarget``), such as `"F4.iterations"`.
    public var target: String
    public var value: String

    public init(_ target: String, _ value: String) { (self.target, self.value) = (target, value) }
  }

  public var changes: [Change]

  public init(_ changes: [Change] = []) { self.changes = changes }

  /// From lines such as `"F4.iterations=500"`; those without a sign of equality are left out.
  public init(lines: some Sequence<Substring>) {
    changes = lines.compactMap { line in
      guard let sign = line.firstIndex(of: "=") else { return nil }
      return Change(String(line[..<sign]), String(line[line.index(after: sign)...]))
    }
  }

  /// The specifications of some experiments with the changes made. What the changes name beside these is no
  /// concern of theirs.
  ///
  /// - Throws: For a field that they have not or cannot set so, or a value that is out of its range.
  public func applied<Specification: LiveSpecification>(
    to experiments: [LiveExperiment<Specification>]
  ) throws(SpecificationError) -> [LiveExperiment<Specification>] {
    let names = experiments.map { $0.name }
    var experiments = experiments
    for change in changes {
      let target = VariationTarget(change.target, among: names)
      // Of a name that many experiments begin with, such as a chapter's, a longer field is another one's name.
      let isOthers =
        !change.target.contains(":") && !names.contains(target.name) && target.field.contains(".")
      for place in target.places {
        if experiments[place].specification.set(target.field, to: change.value) || isOthers {
          continue
        }
        throw SpecificationError(
          field: target.field, found: change.value,
          expected: "a field and a value that can be set here")
      }
    }
    for experiment in experiments { try experiment.specification.check() }
    return experiments
  }
}

/// The specification of an experiment, by the experiment's name.
public struct LiveExperiment<Specification: Sendable>: Sendable {
  public var name: String
  public var specification: Specification

  public init(_ name: String, _ specification: Specification) {
    (self.name, self.specification) = (name, specification)
  }
}

/// A specification whose fields can be set by their names where nothing decodes.
public protocol LiveSpecification: CheckedSpecification, Sendable {
  /// Sets a field, as `--set` names it, to a value, as `--set` takes it.
  ///
  /// - Returns: Whether it has such a field, and that such a value.
  mutating func set(_ field: String, to value: String) -> Bool
}

extension LiveSpecification {
  /// Sets a number, a count or one of a few words.
  ///
  /// - Returns: Whether `text` is one.
  public func read<Value: LosslessStringConvertible>(_ text: String, into field: inout Value)
    -> Bool
  {
    guard let value = Value(text) else { return false }
    field = value
    return true
  }
}
