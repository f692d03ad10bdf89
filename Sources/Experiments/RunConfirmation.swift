import Foundation
import Support

/// That a run was made again and came to the same bits.
public struct RunConfirmation: Sendable, Codable, Equatable {
  public var name: String
  public var kind: String
  public var key: String
  /// `RunRecord.contentHash` of what was made; another hash than that of the record in force speaks of a record
  /// that is no longer there.
  public var content: String
  /// Who made it again, and when.
  public var provenance: Provenance
  public var wallSeconds: Double

  init(_ record: RunRecord) {
    (name, kind, key) = (record.name, record.kind, record.key)
    (content, provenance, wallSeconds) = (
      record.contentHash, record.provenance, record.wallSeconds
    )
  }

  /// Equal for repetitions by one machine, of which the last one is kept.
  var fileName: String {
    let machine = "\(content)\n\(provenance.host ?? "")\n\(provenance.cpu)"
    return "\(kind)-\(key)-\(Checksum.sha256(Data(machine.utf8)).prefix(16)).json"
  }

  /// The run that a file of this name speaks of.
  static func key(ofFile name: String) -> RunKey? {
    name.wholeMatch(of: /([A-Za-z0-9-]+)-([0-9a-f]{64})-[0-9a-f]{16}\.json/).map {
      RunKey(kind: String($0.1), hash: String($0.2))
    }
  }
}

extension RunRecord {
  /// One SHA-256 over the names and hashes of all files: equal for equal bits, since none of the files holds
  /// a time.
  public var contentHash: String {
    let lines = files.sorted { $0.key < $1.key }.map { "\($0.value)  \($0.key)\n" }
    return Checksum.sha256(Data(lines.joined().utf8))
  }
}
