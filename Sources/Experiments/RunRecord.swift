import Foundation

/// What `record.json` says of a finished run.
public struct RunRecord: Sendable, Codable, Equatable {
  /// The experiment's name when it ran; not part of its identity.
  public var name: String
  public var kind: String
  public var key: String
  public var codeVersion: Int
  public var spec: JSONValue
  /// SHA-256 of the canonical specification.
  public var specHash: String
  /// SHA-256 of each data set read, by name.
  public var inputs: [String: String]
  /// Keys of the prerequisites, by name.
  public var prerequisites: [String: String]
  public var provenance: Provenance
  /// Seconds from start to end.
  public var wallSeconds: Double
  /// Processor seconds: the run's thread, or the whole process when the run had it to itself.
  public var cpuSeconds: Double
  /// The process' largest resident size so far.
  public var peakMemoryBytes: Int
  /// Over the training steps alone; nil for other kinds.
  public var imagesPerSecond: Double?
  /// SHA-256 of each file beside the record, by its path.
  public var files: [String: String]
  /// SHA-256 of this record's canonical JSON with `seal` empty.
  public var seal = ""

  public init(
    name: String, kind: String, key: String, codeVersion: Int, spec: JSONValue, specHash: String,
    inputs: [String: String], prerequisites: [String: String], provenance: Provenance,
    wallSeconds: Double, cpuSeconds: Double, peakMemoryBytes: Int, imagesPerSecond: Double? = nil,
    files: [String: String]
  ) {
    (self.name, self.kind, self.key, self.codeVersion) = (name, kind, key, codeVersion)
    (self.spec, self.specHash, self.inputs) = (spec, specHash, inputs)
    (self.prerequisites, self.provenance, self.files) = (prerequisites, provenance, files)
    (self.wallSeconds, self.cpuSeconds) = (wallSeconds, cpuSeconds)
    (self.peakMemoryBytes, self.imagesPerSecond) = (peakMemoryBytes, imagesPerSecond)
  }

  static let fileName = "record.json"
  static let outcomeFileName = "outcome.json"

  /// Seals the record and writes it, flushed, as `record.json` in `directory`, with the checksums of
  /// all other files there, which are flushed too.
  ///
  /// - Throws: `cannotRead` or `cannotWrite`.
  public mutating func write(to directory: URL) throws(ExperimentsError) {
    files = [:]
    for name in DurableFile.files(in: directory) where name != Self.fileName {
      let file = directory.appendingPathComponent(name)
      files[name] = try Checksum.sha256(ofFile: file)
      try DurableFile.flush(file)
    }
    seal = sealed()
    let target = directory.appendingPathComponent(Self.fileName)
    do {
      let data = try CanonicalJSON.encode(self, pretty: true)
      try DurableFile.write(data + Data("\n".utf8), to: target)
    } catch let error as ExperimentsError {
      throw error
    } catch {
      throw .cannotWrite(target.path, reason: RunFailure.sentence(of: error))
    }
  }

  /// The record in `directory`, checked against its seal and its files' checksums; nil when there is
  /// none.
  ///
  /// - Throws: `damagedRecord`, naming what differs.
  public static func read(from directory: URL) throws(ExperimentsError) -> RunRecord? {
    let file = directory.appendingPathComponent(fileName)
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    guard let data = try? Data(contentsOf: file) else {
      throw .damagedRecord(directory.path, reason: "record.json is not a record")
    }
    let record = try RunRecord(json: data, folder: directory.path)
    for (name, checksum) in record.files.sorted(by: { $0.key < $1.key }) {
      let file = directory.appendingPathComponent(name)
      guard FileManager.default.fileExists(atPath: file.path) else {
        throw .damagedRecord(directory.path, reason: "\(name) is missing")
      }
      guard try Checksum.sha256(ofFile: file) == checksum else {
        throw .damagedRecord(directory.path, reason: "\(name) has another SHA-256")
      }
    }
    return record
  }

  /// A record from its JSON, checked against its seal.
  ///
  /// - Parameter folder: Named in errors.
  /// - Throws: `damagedRecord`.
  package init(json: Data, folder: String) throws(ExperimentsError) {
    guard let record = try? CanonicalJSON.decode(RunRecord.self, from: json) else {
      throw .damagedRecord(folder, reason: "record.json is not a record")
    }
    guard record.seal == record.sealed() else {
      throw .damagedRecord(folder, reason: "record.json was altered")
    }
    for name in record.files.keys
    where name.hasPrefix("/") || name.split(separator: "/").contains("..") {
      throw .damagedRecord(folder, reason: "record.json names a file outside its folder")
    }
    self = record
  }

  private func sealed() -> String {
    var copy = self
    copy.seal = ""
    return (try? CanonicalJSON.encode(copy)).map { Checksum.sha256($0) } ?? ""
  }
}
