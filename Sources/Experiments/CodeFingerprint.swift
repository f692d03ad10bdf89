import Foundation
import Support

/// What the code behind a kind of run computes, by the result bits of tiny fixed computations.
public struct CodeFingerprint: Sendable, Codable, Equatable {
  /// See `CodeRevision`.
  public var revision: Int
  /// `"portable"`, or `"native"` with the library and its kernel; nil where a kind has no such choice.
  public var numerics: String?
  /// The first 16 hexadecimal digits of the SHA-256 of each canary's bits, by its name.
  public var canaries: [String: String]
  /// SHA-256 of all of the above; part of every run's key.
  public var hash: String

  public init(revision: Int, numerics: String? = nil, canaries: [String: String] = [:]) {
    (self.revision, self.numerics, self.canaries) = (revision, numerics, canaries)
    let lines = canaries.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)\n" }.joined()
    hash = Checksum.sha256(Data("\(revision)\n\(numerics ?? "")\n\(lines)".utf8))
  }

  /// How a canary's bits are written in `canaries`.
  public static func digest(of bits: [UInt8]) -> String {
    String(Checksum.sha256(Data(bits)).prefix(16))
  }

  /// Everything that the hash covers, by name, e.g. `"training canary sgd"`.
  func parts(of kind: String) -> [String: String] {
    var parts = ["\(kind) revision": "\(revision)"]
    parts["\(kind) numerics"] = numerics
    for (name, digest) in canaries { parts["\(kind) canary \(name)"] = digest }
    return parts
  }

  /// What differs from the code of an earlier record, a phrase each; empty when nothing does.
  public func changes(since earlier: CodeFingerprint) -> [String] {
    var changes: [String] = []
    if revision != earlier.revision {
      changes.append("revision \(earlier.revision), now \(revision)")
    }
    if numerics != earlier.numerics {
      changes.append("numerics \(earlier.numerics ?? "none"), now \(numerics ?? "none")")
    }
    for name in Set(canaries.keys).union(earlier.canaries.keys).sorted() {
      switch (earlier.canaries[name], canaries[name]) {
      case (nil, _?): changes.append("canary \(name) is new")
      case (_?, nil): changes.append("canary \(name) is gone")
      case (let before?, let now?) where before != now:
        changes.append("canary \(name) was \(before), now \(now)")
      default: break
      }
    }
    return changes
  }
}

/// The fingerprints of the kinds of runs.
public struct CodeFingerprints: Sendable, Equatable {
  public let byKind: [String: CodeFingerprint]

  /// - Parameter byKind: Kinds that are left out have their revision alone.
  public init(_ byKind: [String: CodeFingerprint] = [:]) { self.byKind = byKind }

  public func of(kind: String) -> CodeFingerprint {
    byKind[kind] ?? CodeFingerprint(revision: CodeRevision.of(kind: kind))
  }
}
