import Support

/// One thing in which a record and what is wanted now differ.
public struct RunDifference: Sendable, Equatable, Encodable {
  public enum Kind: String, Sendable, Encodable { case setting, data, code, prerequisite }

  public let kind: Kind
  /// The specification's field, the data set, the part of the code (`"training canary sgd"`), or the
  /// prerequisite.
  public let name: String
  /// Nil where there was nothing, or is nothing now.
  public let before: String?
  public let after: String?

  init(_ kind: Kind, _ name: String, _ before: String?, _ after: String?) {
    (self.kind, self.name, self.before, self.after) = (kind, name, before, after)
  }

  /// E.g. `"learningRate 0.01 -> 0.02"`, `"data embedded 3af0... -> 91bc..."`.
  public var words: String {
    let isHash = kind != .setting
    func shown(_ text: String?) -> String {
      guard let text else { return "none" }
      if isHash {
        let hash = text.split(separator: "/").last ?? ""
        return hash.count > 8 ? hash.prefix(8) + "..." : String(hash)
      }
      return text.count > 48 ? text.prefix(45) + "..." : text
    }
    let subject =
      switch kind {
      case .setting: name
      case .data: "data \(name)"
      case .code: "code, \(name)"
      case .prerequisite: "prerequisite \(name)"
      }
    return "\(subject) \(shown(before)) -> \(shown(after))"
  }

  /// All differences between a record and an experiment, code first; none when the record serves it.
  ///
  /// - Parameters:
  ///   - keys: Of all experiments that are declared now, by name.
  ///   - code: Of the experiment's kind.
  public static func between(
    _ record: RunRecord, and experiment: Experiment, keys: [String: RunKey], code: CodeFingerprint
  ) throws -> [RunDifference] {
    var found: [RunDifference] = []
    func compare(_ kind: Kind, _ before: [String: String], _ after: [String: String]) {
      for name in Set(before.keys).union(after.keys).sorted() where before[name] != after[name] {
        found.append(RunDifference(kind, name, before[name], after[name]))
      }
    }
    if record.kind != experiment.kind {
      found.append(RunDifference(.code, "kind", record.kind, experiment.kind))
    } else {
      compare(.code, record.code.parts(of: record.kind), code.parts(of: record.kind))
    }
    let wanted = try CanonicalJSON.decode(JSONValue.self, from: experiment.specification)
    func fields(_ value: JSONValue) -> [String: String] {
      Dictionary(value.leaves.map { ($0.path, $0.value.words) }, uniquingKeysWith: { a, _ in a })
    }
    compare(.setting, fields(record.spec), fields(wanted))
    compare(.data, record.inputs, experiment.inputs)
    compare(
      .prerequisite, record.prerequisites,
      Dictionary(
        experiment.prerequisites.map { ($0, keys[$0]?.description ?? "") },
        uniquingKeysWith: { a, _ in a }))
    return found
  }
}
