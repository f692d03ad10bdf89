import Experiments

/// Where the Swift of an experiment stands, all from the repository's root: its specification's type, the member
/// that declares it, and the rule by which its iterates move.
public struct ExperimentSource: Sendable {
  /// Path of the chapter's file, and a line within the declaration.
  var source: String
  var line: Int
  /// The name of the specification's type.
  var specification: String
  var rule: Rule?

  /// A function that takes one step.
  public struct Rule: Sendable {
    var source: String
    /// What its first line begins with behind its modifiers, e.g. `"func step("`.
    var beginning: String

    public init(source: String, beginning: String) {
      (self.source, self.beginning) = (source, beginning)
    }
  }

  public init(_ experiment: Experiment, rule: Rule?) {
    (source, line) = ("Chapters/\(experiment.fileID)", experiment.line)
    (specification, self.rule) = (experiment.specificationType, rule)
  }

  /// The declarations of several experiments, each once: types first, then members, then rules. A type of another
  /// file than the member's is told by the values that the member gives it, and left out.
  ///
  /// - Parameter text: The text of a file, by its path.
  static func declarations(
    of sources: [ExperimentSource], text: (String) -> String?
  ) -> [Declaration] {
    let found =
      sources.map { one in
        text(one.source).flatMap {
          Declaration(source: one.source, text: $0, beginning: "struct \(one.specification):")
        }
      }
      + sources.map { one in
        text(one.source).flatMap { Declaration(source: one.source, text: $0, line: one.line) }
      }
      + sources.map { one in
        one.rule.flatMap { rule in
          text(rule.source).flatMap {
            Declaration(source: rule.source, text: $0, beginning: rule.beginning)
          }
        }
      }
    return found.compactMap { $0 }.reduce(into: []) { kept, next in
      if !kept.contains(next) { kept.append(next) }
    }
  }
}
