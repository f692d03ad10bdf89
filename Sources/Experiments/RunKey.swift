import Foundation
import Support

/// The identity of a run: equal keys mean equal outcomes, so that one record serves all of them.
///
/// SHA-256 over the kind, the fingerprint of its code (which states the numerics), the SHA-256 of the
/// canonical specification, the input hashes by name (data sets and initial weights) and the
/// prerequisites' keys in order, each field preceded by its length. A record states all of them, so that
/// its key can be checked.
public struct RunKey: Sendable, Hashable, CustomStringConvertible {
  public let kind: String
  /// 64 hexadecimal digits.
  public let hash: String

  public var description: String { "\(kind)/\(hash)" }

  public init(kind: String, hash: String) {
    (self.kind, self.hash) = (kind, hash)
  }

  /// What `description` says; nil for what says no key.
  public init?(_ description: String) {
    let parts = description.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, let hash = Self.hash(String(parts[1])) else {
      return nil
    }
    (kind, self.hash) = (String(parts[0]), hash)
  }

  /// `text`, where it is a key's.
  static func hash(_ text: String) -> String? {
    text.utf8.count == 64 && text.utf8.allSatisfy { 48...57 ~= $0 || 97...102 ~= $0 } ? text : nil
  }

  /// The key of a run with these parts.
  ///
  /// - Parameters:
  ///   - code: `CodeFingerprint.hash`.
  ///   - specification: SHA-256 of the canonical specification.
  public init(
    kind: String, code: String, specification: String, inputs: [String: String],
    prerequisites: [String]
  ) {
    let digest = Checksum.Digest(.sha256)
    func add(_ field: String) {
      digest.update(Data("\(field.utf8.count):\(field)".utf8))
    }
    add(kind)
    add(code)
    add(specification)
    add(String(inputs.count))
    for (name, hash) in inputs.sorted(by: { $0.key < $1.key }) {
      add(name)
      add(hash)
    }
    for key in prerequisites { add(key) }
    (self.kind, hash) = (kind, digest.hexadecimal())
  }

  /// The key of `experiment`, given those of its prerequisites.
  public init(
    _ experiment: Experiment, prerequisites: [RunKey], code: CodeFingerprints = CodeFingerprints()
  ) {
    self.init(
      kind: experiment.kind, code: code.of(kind: experiment.kind).hash,
      specification: Checksum.sha256(experiment.specification), inputs: experiment.inputs,
      prerequisites: prerequisites.map(\.description))
  }

  /// The keys of `experiments`, by name.
  ///
  /// - Throws: `conflictingName`, `unknownPrerequisite`, `circularPrerequisites` or `invalidKind`.
  public static func keys(
    of experiments: [Experiment], code: CodeFingerprints = CodeFingerprints()
  ) throws(ExperimentsError) -> [String: RunKey] {
    var byName: [String: [Experiment]] = [:]
    for experiment in experiments {
      let isPlain = experiment.kind.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
          true
        default: false
        }
      }
      guard isPlain, !experiment.kind.isEmpty else {
        throw .invalidKind(experiment.kind, experiment: experiment.name)
      }
      byName[experiment.name, default: []].append(experiment)
    }
    var keys: [String: RunKey] = [:]
    var path: [String] = []
    func key(of name: String, for dependent: String) throws(ExperimentsError) -> RunKey {
      if let known = keys[name] { return known }
      guard let declared = byName[name] else {
        throw .unknownPrerequisite(name, of: dependent)
      }
      if let start = path.firstIndex(of: name) {
        throw .circularPrerequisites(Array(path[start...]))
      }
      path.append(name)
      defer { path.removeLast() }
      var found: RunKey?
      for experiment in declared {
        var needed: [RunKey] = []
        for prerequisite in experiment.prerequisites {
          needed.append(try key(of: prerequisite, for: name))
        }
        let key = RunKey(experiment, prerequisites: needed, code: code)
        guard found == nil || found == key else { throw .conflictingName(name) }
        found = key
      }
      keys[name] = found
      return found!
    }
    for experiment in experiments { _ = try key(of: experiment.name, for: experiment.name) }
    return keys
  }
}
