import Crypto
import Foundation

/// The identity of a run: equal keys mean equal outcomes, so that one record serves all of them.
///
/// SHA-256 over the kind, its code version, the canonical specification, the input hashes by name
/// and the prerequisites' keys in order, each field preceded by its length.
public struct RunKey: Sendable, Hashable, CustomStringConvertible {
  public let kind: String
  /// 64 hexadecimal digits.
  public let hash: String

  public var description: String { "\(kind)/\(hash)" }

  public init(kind: String, hash: String) {
    (self.kind, self.hash) = (kind, hash)
  }

  /// The key of `experiment`, given those of its prerequisites.
  public init(
    _ experiment: Experiment, prerequisites: [RunKey], codeVersion: Int? = nil
  ) {
    var sha = SHA256()
    func add(_ field: Data) {
      sha.update(data: Data("\(field.count):".utf8))
      sha.update(data: field)
    }
    add(Data(experiment.kind.utf8))
    add(Data(String(codeVersion ?? CodeVersion.of(kind: experiment.kind)).utf8))
    add(experiment.specification)
    add(Data(String(experiment.inputs.count).utf8))
    for (name, hash) in experiment.inputs.sorted(by: { $0.key < $1.key }) {
      add(Data(name.utf8))
      add(Data(hash.utf8))
    }
    for key in prerequisites { add(Data(key.description.utf8)) }
    (kind, hash) = (experiment.kind, Checksum.hexadecimal(sha.finalize()))
  }

  /// The keys of `experiments`, by name.
  ///
  /// - Throws: `conflictingName`, `unknownPrerequisite`, `circularPrerequisites` or `invalidKind`.
  public static func keys(
    of experiments: [Experiment]
  ) throws(ExperimentsError) -> [String: RunKey] {
    var byName: [String: [Experiment]] = [:]
    for experiment in experiments {
      guard experiment.kind.wholeMatch(of: /[A-Za-z0-9-]+/) != nil else {
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
        let key = RunKey(experiment, prerequisites: needed)
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
