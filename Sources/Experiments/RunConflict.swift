import Foundation

/// A run that was made twice with different bits, which equal keys exclude: a fault of a machine, or a gap in
/// what the key covers.
public struct RunConflict: Sendable, Equatable, Encodable {
  public var name: String
  public var kind: String
  public var key: String
  /// Who made the record that is in force, and who the other one.
  public var here: Provenance
  public var other: Provenance
  /// The files that differ, or that one of the two lacks.
  public var files: [String]
  /// The folder of the other record, from the store's root.
  public var folder: String

  init(_ key: RunKey, here: RunRecord, other: RunRecord, folder: String) {
    (self.kind, self.key, self.folder) = (key.kind, key.hash, folder)
    (name, self.here, self.other) = (here.name, here.provenance, other.provenance)
    files = Set(here.files.keys).union(other.files.keys).sorted().filter {
      here.files[$0] != other.files[$0]
    }
  }
}

extension RunConflict: CustomStringConvertible {
  public var description: String {
    "Run '\(name)' (\(kind)/\(key.prefix(12))): \(Self.words(files)) "
      + "\(files.count == 1 ? "differs" : "differ") between \(here.machine) and \(other.machine), expected "
      + "the same bits. The former's record stays in force, the latter's is kept in the store's folder "
      + "'\(folder)'; nonsmooth store repeat \(name) tells which of them this machine makes."
  }

  /// At most three names.
  static func words(_ files: [String]) -> String {
    files.count <= 3
      ? files.joined(separator: ", ")
      : files.prefix(2).joined(separator: ", ") + " and \(files.count - 2) more files"
  }
}

extension Provenance {
  /// E.g. `"node7 (AMD EPYC 9R14)"`.
  public var machine: String { "\(host ?? "an unnamed host") (\(cpu))" }
}
