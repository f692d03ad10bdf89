import Foundation
import Support

/// Changes to the specifications of declared experiments, each written `NAME.field=value`.
///
/// NAME is an experiment's name or its beginning up to a dot: `B2`, `F2.vgg19`, `B2.lambda10.seed3`. A colon in
/// place of the dot before the field names whole experiments alone (``VariationTarget``). The field
/// is any of the specification, nested with dots; elements of lists count from 0. The value has the type of
/// the present one: a number, a text, true or false, or a list of as many elements.
public struct Variation: Sendable, Equatable, Encodable {
  public struct Change: Sendable, Equatable, Encodable {
    /// What stands before the first `=`, e.g. `"B2.learningRate"`.
    public let target: String
    public let value: String

    public var text: String { "\(target)=\(value)" }
  }

  /// A change, with what it did.
  public struct Effect: Sendable, Equatable, Encodable {
    /// E.g. `"B2"` and `"learningRate"`.
    public let name: String
    public let field: String
    public let value: String
    /// The values that were there before, each once.
    public let before: [String]
    /// The experiments that are now others.
    public let experiments: [String]
    /// E.g. `"B2.learningRate = 0.02 (in place of 0.01, 0.003)"`.
    public let words: String
  }

  /// Sorted by target.
  public let changes: [Change]

  public static let none = Variation(changes: [])

  private init(changes: [Change]) { self.changes = changes }

  /// - Throws: `malformed` or `twice`.
  public init(parsing texts: [String]) throws(VariationError) {
    var changes: [Change] = []
    for text in texts {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, VariationTarget.isWellFormed(parts[0]), !parts[1].isEmpty else {
        throw .malformed(text)
      }
      guard !changes.contains(where: { $0.target == parts[0] }) else {
        throw .twice(String(parts[0]))
      }
      changes.append(Change(target: String(parts[0]), value: String(parts[1])))
    }
    self.init(changes: changes.sorted { $0.target < $1.target })
  }

  public var isEmpty: Bool { changes.isEmpty }

  /// A folder's name that tells this variation from every other: `B2.learningRate-0.02`.
  ///
  /// Where signs had to be replaced, or the name would be long, the beginning of a checksum follows.
  public var slug: String {
    let text = changes.map { "\($0.target)-\($0.value)" }.joined(separator: "_")
    let safe = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.+-")
    let isPlain = changes.allSatisfy { ($0.target + $0.value).allSatisfy(safe.contains) }
    if isPlain && text.count <= 80 { return text }
    let cut = String(text.map { safe.contains($0) || $0 == "_" ? $0 : "_" }.prefix(60))
    let exact = changes.map(\.text).joined(separator: "\n")
    return cut + "-" + Checksum.sha256(Data(exact.utf8)).prefix(8)
  }

  /// The experiments with the changes made.
  ///
  /// - Parameter reserved: Fields that another option sets, with that option's name.
  /// - Throws: `VariationError` for an unknown name or field, a value of another type, or a change that
  ///   touches nothing.
  public func apply(
    to experiments: [Experiment], reserved: [String: String] = [:]
  ) throws(VariationError) -> (experiments: [Experiment], effects: [Effect]) {
    var experiments = experiments
    var effects: [Effect] = []
    for change in changes {
      effects.append(try apply(change, to: &experiments, reserved: reserved))
    }
    return (experiments, effects)
  }

  /// Names of the experiments that a target names.
  ///
  /// - Throws: `unknownName`.
  public static func names(
    _ target: String, among experiments: [Experiment]
  ) throws(VariationError) -> [String] {
    let names = experiments.map(\.name)
    return try VariationTarget(Change(target: target, value: ""), among: names).places
      .map { names[$0] }
  }

  private func apply(
    _ change: Change, to experiments: inout [Experiment], reserved: [String: String]
  ) throws(VariationError) -> Effect {
    let target = try VariationTarget(change, among: experiments.map(\.name))
    let (name, path, field) = (target.name, target.path, target.field)
    if let option = reserved[field] { throw .reserved(field, setting: change.text, option: option) }
    var before: [String] = []
    var touched: [String] = []
    var known: Set<String> = []
    var isThere = false
    for index in target.places {
      let experiment = experiments[index]
      guard let json = try? CanonicalJSON.decode(JSONValue.self, from: experiment.specification)
      else {
        continue
      }
      known.formUnion(json.leaves.map(\.path))
      guard let present = json.value(at: path) else { continue }
      isThere = true
      let value = try Self.value(change, like: present)
      let altered: Experiment
      do {
        altered = try experiment.with(
          specification: CanonicalJSON.encode(json.replacing(at: path, with: value)))
      } catch {
        throw .refused(
          change.text, experiment: experiment.name, present: present.words,
          reason: error is DecodingError ? nil : SystemReason.sentence(of: error))
      }
      guard altered.specification != experiment.specification else { continue }
      if !before.contains(present.words) { before.append(present.words) }
      if !touched.contains(experiment.name) { touched.append(experiment.name) }
      experiments[index] = altered
    }
    guard isThere else {
      throw .unknownField(field, of: name, setting: change.text, known: known.sorted())
    }
    guard !touched.isEmpty else { throw .touchesNothing(change.text) }
    return Effect(
      name: name, field: field, value: change.value, before: before, experiments: touched,
      words: "\(target.text) = \(change.value) (in place of \(before.joined(separator: ", ")))")
  }

  /// The value of a change, of the type of `present`.
  private static func value(
    _ change: Change, like present: JSONValue
  ) throws(VariationError) -> JSONValue {
    if case .object(let members) = present {
      throw .object(change.text, fields: members.keys.sorted())
    }
    if case .string = present { return .string(change.value) }
    guard let value = try? CanonicalJSON.decode(JSONValue.self, from: Data(change.value.utf8)),
      value.isOfKind(of: present)
    else { throw .wrongType(change.text, expected: present.kindWords) }
    return value
  }
}

extension VariationTarget {
  /// - Throws: `unknownName`.
  init(_ change: Variation.Change, among names: [String]) throws(VariationError) {
    self.init(change.target, among: names)
    if let unknown { throw .unknownName(unknown.name, setting: change.text, known: unknown.known) }
  }
}
