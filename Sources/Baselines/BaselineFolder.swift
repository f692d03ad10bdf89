import Foundation
import Support

/// The accepted outputs of one chapter and profile: `Chapters/<Name>/Baselines/<profile>/`.
///
/// What counts is what an acceptance has noted in `provenance.json`; other files, such as those of desktops and
/// editors, are passed over.
public struct BaselineFolder: Sendable {
  public let url: URL
  /// In place of what an acceptance has noted.
  private let given: BaselineRecord?

  /// - Parameter given: What is to be held against in a folder that no acceptance has made, such as another
  ///   report's outputs.
  public init(url: URL, given: BaselineRecord? = nil) { (self.url, self.given) = (url, given) }

  public func data(of path: String) throws(BaselineFailure) -> Data {
    do throws(FileError) {
      return try RegularFile.contents(of: url.appendingPathComponent(path))
    } catch {
      throw .unreadable(path: path, found: error.reason, expected: "a file")
    }
  }

  /// Empty where there is none yet.
  ///
  /// - Throws: `BaselineFailure.brokenRecord`.
  public func record() throws(BaselineFailure) -> BaselineRecord {
    if let given { return given }
    let file = url.appendingPathComponent(BaselineRecord.fileName)
    do {
      guard let data = try RegularFile.contents(ifPresent: file) else { return BaselineRecord() }
      let record = try JSONDecoder().decode(BaselineRecord.self, from: data)
      // An acceptance removes what the record lists, which must lie in this folder.
      let isOwn = record.outputs.values.allSatisfy { entry in
        entry.files.keys.allSatisfy { path in
          !path.hasPrefix("/") && !path.split(separator: "/").contains("..")
        }
      }
      if isOwn { return record }
    } catch {}
    throw .brokenRecord(path: file.path)
  }

  /// When and why an output was last accepted; nil where the log does not say.
  public func acceptance(of name: String) -> (date: String, reason: String)? {
    (try? AcceptanceLog(in: url))?[name].map { ($0.date, $0.reason) }
  }

  /// Those of an output's files that have something to be compared with here: the accepted ones, and of `made`,
  /// which a report makes now, what lies here without an acceptance.
  func files(of name: String, made: [String], _ record: BaselineRecord) -> [String] {
    let accepted = record.outputs[name].map { Array($0.files.keys) } ?? []
    let present = made.filter { path in
      !RegularFile.isAbsent(url.appendingPathComponent(path))
    }
    return Set(accepted + present).sorted()
  }

  /// Why the baseline of an output cannot be compared with one of origin `now`; nil when it can.
  func refusal(
    of name: String, files: [String], now: BaselineOrigin, _ record: BaselineRecord
  ) -> String? {
    guard let entry = record.outputs[name] else {
      return "recorded without its code, data and profile"
    }
    for (path, checksum) in entry.files.sorted(by: { $0.key < $1.key }) {
      guard let data = try? data(of: path) else {
        return "stripped of its file '\(path)' without an acceptance"
      }
      if Checksum.sha256(data) != checksum {
        return "changed in its file '\(path)' without an acceptance"
      }
    }
    if let path = files.first(where: { entry.files[$0] == nil }) {
      return "given the file '\(path)' without an acceptance"
    }
    return entry.origin.refusal(of: now)
  }

  /// Takes `contents` as the baseline of an output and notes when, of which commit, and why.
  ///
  /// Whoever calls this holds a lock: two that accept at the same time would lose one's record.
  ///
  /// - Parameters:
  ///   - contents: The output's files, by their paths.
  ///   - runs: Identities of the records behind it, by the experiment's name.
  /// - Returns: What changed, e.g. `"figure-1 (picture)"`; nil where nothing did and nothing was noted.
  public func accept(
    _ name: String, contents: [String: Data], origin: BaselineOrigin,
    runs: [String: String]? = nil, at date: Date, reason: String
  ) throws -> String? {
    let reason = try Self.trimmed(reason, for: name)
    guard origin.numerics == "portable" else {
      throw BaselineFailure.nativeOutput(name: name, numerics: origin.numerics)
    }
    var record = try record()
    let entry = BaselineRecord.Entry(
      files: contents.mapValues { Checksum.sha256($0) }, origin: origin, runs: runs)
    let changed = contents.filter { (try? data(of: $0.key)) != $0.value }.map(\.key)
    let gone = (record.outputs[name].map { Array($0.files.keys) } ?? [])
      .filter { contents[$0] == nil }
    let isKnown = record.outputs[name].map {
      $0.files == entry.files && $0.runs == entry.runs && $0.origin.isComparable(to: origin)
    }
    guard !changed.isEmpty || !gone.isEmpty || isKnown != true else { return nil }
    for path in changed {
      try WholeFile.update(contents[path]!, at: url.appendingPathComponent(path))
    }
    try remove(gone)
    record.outputs[name] = entry
    try write(record)
    let parts = Set((changed + gone).map { $0.hasSuffix(".png") ? "picture" : "data" }).sorted()
    let what = "\(name) (\(parts.isEmpty ? "provenance" : parts.joined(separator: ", ")))"
    return try note(what, date, origin.commit, reason)
  }

  /// Removes the baseline of an output that is no longer made.
  ///
  /// - Parameter commit: Of the program that no longer makes it.
  public func remove(
    _ name: String, commit: String, at date: Date, reason: String
  ) throws -> String {
    let reason = try Self.trimmed(reason, for: name)
    var record = try record()
    let entry = record.outputs.removeValue(forKey: name)
    try remove(entry.map { Array($0.files.keys) } ?? [])
    try write(record)
    return try note("\(name) (removed)", date, commit, reason)
  }

  private static func trimmed(_ reason: String, for name: String) throws(BaselineFailure) -> String
  {
    let line = reason.split { $0.isNewline || $0 == "\t" }.joined(separator: " ")
      .trimmingCharacters(in: .whitespaces)
    guard !line.isEmpty else { throw .emptyReason(name: name) }
    return Wording.printable(line)
  }

  private func remove(_ paths: [String]) throws {
    for file in paths.map(url.appendingPathComponent) where !RegularFile.isAbsent(file) {
      try FileManager.default.removeItem(at: file)
    }
  }

  private func write(_ record: BaselineRecord) throws {
    try WholeFile.update(
      CanonicalJSON.encode(record, pretty: true) + Data("\n".utf8),
      at: url.appendingPathComponent(BaselineRecord.fileName))
  }

  private func note(
    _ what: String, _ date: Date, _ commit: String, _ reason: String
  ) throws -> String {
    try AcceptanceLog(in: url).note(
      .init(date: date.formatted(.iso8601), what: what, commit: commit, reason: reason))
    return what
  }
}
