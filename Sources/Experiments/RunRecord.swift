import Foundation
import Support

/// What `record.json` says of a finished run.
public struct RunRecord: Sendable, Codable, Equatable {
  /// The layout of the record; see `StoreFormat`.
  public var format = StoreFormat.current
  /// The experiment's name when it ran; not part of its identity.
  public var name: String
  public var kind: String
  public var key: String
  /// The code that made it, canary by canary.
  public var code: CodeFingerprint
  public var spec: JSONValue
  /// SHA-256 of the canonical specification.
  public var specHash: String
  /// That specification, where `spec` written again is another text, since 1e+16 is read as a whole number.
  var specText: String?
  /// SHA-256 of each data set and of each file of weights read, by name.
  public var inputs: [String: String]
  /// Keys of the prerequisites, by name.
  public var prerequisites: [String: String]
  /// The same keys in the order that the run's own key takes them.
  public var prerequisiteKeys: [String]
  public var provenance: Provenance
  /// Seconds from start to end; of a run that was continued, those of its last part.
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

  /// - Parameters:
  ///   - specification: Canonical JSON.
  ///   - prerequisites: Names and keys, in the order that the run's own key takes them.
  public init(
    name: String, kind: String, code: CodeFingerprint, specification: Data,
    inputs: [String: String], prerequisites: [(name: String, key: String)] = [],
    provenance: Provenance, wallSeconds: Double, cpuSeconds: Double, peakMemoryBytes: Int,
    imagesPerSecond: Double? = nil
  ) throws {
    (self.name, self.kind, self.code, self.files) = (name, kind, code, [:])
    (self.inputs, specHash) = (inputs, Checksum.sha256(specification))
    spec = try CanonicalJSON.decode(JSONValue.self, from: specification)
    if try CanonicalJSON.encode(spec) != specification {
      specText = String(decoding: specification, as: UTF8.self)
    }
    self.prerequisites = Dictionary(
      prerequisites.map { ($0.name, $0.key) }, uniquingKeysWith: { a, _ in a })
    prerequisiteKeys = prerequisites.map(\.key)
    (self.provenance, self.wallSeconds, self.cpuSeconds) = (provenance, wallSeconds, cpuSeconds)
    (self.peakMemoryBytes, self.imagesPerSecond) = (peakMemoryBytes, imagesPerSecond)
    key =
      RunKey(
        kind: kind, code: code.hash, specification: specHash, inputs: inputs,
        prerequisites: prerequisiteKeys
      ).hash
  }

  public static let fileName = "record.json"
  static let outcomeFileName = "outcome.json"

  /// Whether a file of this name may be a part of a record: what a run writes into its folder itself. Hidden files,
  /// such as those of desktops and of git, are none, nor is what serves only to go on with an unfinished run,
  /// `checkpoint.*`, or was left half-written, `*.partial`.
  static func isResult(_ name: String) -> Bool {
    name != fileName && !name.hasPrefix("checkpoint.") && !name.hasSuffix(".partial")
      && name.wholeMatch(of: /[A-Za-z0-9_-][A-Za-z0-9._-]*/) != nil
  }

  /// Seals the record and writes it, flushed, as `record.json` in `directory`, with the checksums of the run's
  /// files there, which are flushed too; then removes the working files. A process that is killed on the way
  /// leaves either what an unfinished run needs to go on, or the whole record.
  ///
  /// - Parameter results: The names of the run's files; nil for all that is not hidden, in a folder that is ours.
  /// - Throws: `cannotRead` or `cannotWrite`.
  public mutating func write(
    to directory: URL, files results: [String]? = nil
  ) throws(ExperimentsError) {
    files = [:]
    let all = try ExperimentsError.storing(try Folder.names(in: directory))
    for name in all where results?.contains(name) ?? Self.isResult(name) {
      let file = directory.appendingPathComponent(name)
      files[name] = try ExperimentsError.storing(try Checksum.sha256(ofFile: file))
      try ExperimentsError.storing(try WholeFile.flush(file))
    }
    let target = directory.appendingPathComponent(Self.fileName)
    do {
      seal = ""
      // By way of plain JSON, as a reader has it, where 1e16 and 10000000000000000 are one number.
      let plain = try CanonicalJSON.decode(JSONValue.self, from: CanonicalJSON.encode(self))
      seal = Checksum.sha256(try CanonicalJSON.encode(plain))
      let data = try CanonicalJSON.encode(self, pretty: true)
      try ExperimentsError.storing(try WholeFile.write(data + Data("\n".utf8), to: target))
    } catch let error as ExperimentsError {
      throw error
    } catch {
      throw .cannotWrite(target.path, reason: SystemReason.sentence(of: error))
    }
    Self.removeWorkingFiles(in: directory)
  }

  static func removeWorkingFiles(in directory: URL) {
    for name in (try? Folder.names(in: directory)) ?? []
    where name.hasPrefix("checkpoint.") || WholeFile.isPartial(name) {
      try? FileManager.default.removeItem(at: directory.appendingPathComponent(name))
    }
  }

  /// The record in `directory`, checked against its seal, its key and its files' checksums; nil when
  /// there is none.
  ///
  /// - Throws: `damagedRecord`, naming what differs, `newerRecord`, or `cannotRead`.
  public static func read(from directory: URL) throws(ExperimentsError) -> RunRecord? {
    guard let record = try header(in: directory) else { return nil }
    try checkFiles(record.files, in: directory)
    return record
  }

  /// The same without reading the other files.
  static func header(in directory: URL) throws(ExperimentsError) -> RunRecord? {
    guard let data = try text(in: directory) else { return nil }
    return try RunRecord(json: data, folder: directory.path)
  }

  /// Bytes of a record.json at most; those with hundreds of files and canaries take some 100 kB.
  static let largest = 1 << 26

  private static func text(in directory: URL) throws(ExperimentsError) -> Data? {
    let file = directory.appendingPathComponent(fileName)
    guard !RegularFile.isOther(file), FileState(of: file.path)?.size ?? 0 <= largest else {
      throw .damagedRecord(directory.path, reason: "record.json is not a record")
    }
    return try ExperimentsError.storing(
      try RegularFile.contents(ifPresent: file, limit: largest))
  }

  /// Whether a record's text, without white space and its seal, is what the seal was taken of. That is so for
  /// nearly all of them, and ten times as fast as reading and writing all of it.
  private static func isSealed(_ json: Data, with seal: String) -> Bool {
    var text: [UInt8] = []
    text.reserveCapacity(json.count)
    var (isText, isEscaped) = (false, false)
    for byte in json {
      if !isText, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { continue }
      text.append(byte)
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = isText
      } else if byte == UInt8(ascii: "\"") {
        isText.toggle()
      }
    }
    let member = Array("\"seal\":\"\(seal)\"".utf8)
    guard seal.utf8.count == 64,
      let start = text.indices.reversed().first(where: { text[$0...].starts(with: member) })
    else { return false }
    let end = start + member.count - 1
    text.removeSubrange(end - seal.utf8.count..<end)
    return Checksum.sha256(text) == seal
  }

  private static func sealedJSON(
    _ data: Data, folder: String
  ) throws(ExperimentsError) -> JSONValue {
    guard case .object(var members)? = try? CanonicalJSON.decode(JSONValue.self, from: data) else {
      throw .damagedRecord(folder, reason: "record.json is not a record")
    }
    if case .integer(let format)? = members["format"], format > StoreFormat.current {
      throw .newerRecord(folder, found: format, known: StoreFormat.current)
    }
    let whole = JSONValue.object(members)
    let seal = members["seal"]
    members["seal"] = .string("")
    let open = try? CanonicalJSON.encode(JSONValue.object(members))
    guard let open, seal == .string(Checksum.sha256(open)) else {
      throw .damagedRecord(folder, reason: "record.json was altered")
    }
    return whole
  }

  /// A record from its JSON, checked against its seal, and for whether what it says holds together.
  ///
  /// - Parameter folder: Named in errors.
  /// - Throws: `damagedRecord`, or `newerRecord`.
  package init(json: Data, folder: String) throws(ExperimentsError) {
    let read = try? CanonicalJSON.decode(RunRecord.self, from: json)
    if read == nil || read!.format > StoreFormat.current || !Self.isSealed(json, with: read!.seal) {
      // Says what is wrong, or that nothing is where only numbers are written in another way.
      _ = try Self.sealedJSON(json, folder: folder)
    }
    guard let record = read else {
      throw .damagedRecord(folder, reason: "record.json is not a record")
    }
    if let reason = record.disagreement { throw .damagedRecord(folder, reason: reason) }
    self = record
  }

  /// What in a record does not fit the rest of it, whatever its seal; nil where nothing does not.
  private var disagreement: String? {
    if files.keys.contains(where: { $0.hasPrefix("/") || $0.split(separator: "/").contains("..") })
    {
      return "record.json names a file outside its folder"
    }
    let key = RunKey(
      kind: kind, code: code.hash, specification: specHash, inputs: inputs,
      prerequisites: prerequisiteKeys)
    guard key.hash == self.key else { return "its key does not fit what it says" }
    let fresh = CodeFingerprint(
      revision: code.revision, numerics: code.numerics, canaries: code.canaries)
    guard fresh == code else { return "its code's hash does not fit its canaries" }
    let text = specText.map { Data($0.utf8) }
    guard let text = try? text ?? CanonicalJSON.encode(spec), Checksum.sha256(text) == specHash,
      specText == nil || spec == (try? CanonicalJSON.decode(JSONValue.self, from: text))
    else { return "its specification does not fit its hash" }
    guard Set(prerequisites.values) == Set(prerequisiteKeys) else {
      return "its prerequisites do not fit their keys"
    }
    let amounts = [
      wallSeconds, cpuSeconds, imagesPerSecond ?? 0, Double(peakMemoryBytes)
    ]
    guard amounts.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
      return "a time, speed or memory in it is no amount"
    }
    return nil
  }

  static func checkFiles(
    _ files: [String: String], in directory: URL
  ) throws(ExperimentsError) {
    for (name, checksum) in files.sorted(by: { $0.key < $1.key }) {
      let file = directory.appendingPathComponent(name)
      guard !RegularFile.isAbsent(file) else {
        throw .damagedRecord(directory.path, reason: "\(name) is missing")
      }
      guard !RegularFile.isOther(file) else {
        throw .damagedRecord(directory.path, reason: "\(name) is no regular file")
      }
      guard try ExperimentsError.storing(try Checksum.sha256(ofFile: file)) == checksum else {
        throw .damagedRecord(directory.path, reason: "\(name) has another SHA-256")
      }
    }
  }
}
