import Foundation
import Support

/// The accepted outputs of one chapter and profile: `Chapters/<Name>/Baselines/<profile>/`.
public struct BaselineFolder: Sendable {
  public let url: URL
  /// Lines of `accepted.log`, one per acceptance: when, who, what, why, apart by tabs.
  public static let logName = "accepted.log"

  public init(url: URL) { self.url = url }

  /// The accepted files' paths, sorted.
  public var paths: [String] {
    Self.files(below: url).filter { ![Self.logName, BaselineRecord.fileName].contains($0) }
  }

  public func data(of path: String) throws(BaselineFailure) -> Data {
    do {
      return try Data(contentsOf: url.appendingPathComponent(path))
    } catch {
      throw .unreadable(path: path, found: "unreadable", expected: "a file")
    }
  }

  /// Empty where there is none yet.
  ///
  /// - Throws: `BaselineFailure.brokenRecord`.
  public func record() throws(BaselineFailure) -> BaselineRecord {
    let file = url.appendingPathComponent(BaselineRecord.fileName)
    guard FileManager.default.fileExists(atPath: file.path) else { return BaselineRecord() }
    do {
      return try JSONDecoder().decode(BaselineRecord.self, from: Data(contentsOf: file))
    } catch {
      throw .brokenRecord(path: file.path)
    }
  }

  /// The accepted files by their output's name. A file that no acceptance speaks of belongs to the
  /// output that its own name says.
  public func outputs() throws(BaselineFailure) -> [String: [String]] {
    var names: [String: String] = [:]
    for (name, entry) in try record().outputs {
      for path in entry.files.keys { names[path] = name }
    }
    return Dictionary(grouping: paths) { names[$0] ?? Self.outputName(ofPath: $0) }
  }

  /// `"figures/figure-1.csv"` belongs to `figure-1`, `"values/lasso.json"` to `lasso-values`.
  static func outputName(ofPath path: String) -> String {
    let file = path.split(separator: "/").last ?? ""
    let stem = file.split(separator: ".").first.map(String.init) ?? path
    return path.hasPrefix("values/") ? "\(stem)-values" : stem
  }

  /// When and why an output was last accepted; nil where the log does not say.
  public func acceptance(of name: String) -> (date: String, reason: String)? {
    let file = url.appendingPathComponent(Self.logName)
    let log = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    for line in log.split(separator: "\n").reversed() {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard fields.count == 4 else { continue }
      let (date, what, reason) = (fields[0], fields[2], fields[3])
      // The first acceptances named each file, later ones the output and what of it changed.
      if what.hasPrefix("\(name) (") || Self.outputName(ofPath: what) == name {
        return (date, reason)
      }
    }
    return nil
  }

  /// Why the baseline of an output cannot be compared with one of origin `now`; nil when it can.
  public func refusal(
    of name: String, files: [String], now: BaselineOrigin
  ) throws(BaselineFailure) -> String? {
    guard let entry = try record().outputs[name] else {
      return "recorded without its code, data and profile"
    }
    for (path, checksum) in entry.files.sorted(by: { $0.key < $1.key }) {
      guard let data = try? Data(contentsOf: url.appendingPathComponent(path)) else {
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

  /// Takes `contents` as the baseline of an output and notes who did so, when, and why.
  ///
  /// - Parameter contents: The output's files, by their paths.
  /// - Returns: What changed, e.g. `"figure-1 (picture)"`; nil where nothing did and nothing was noted.
  public func accept(
    _ name: String, contents: [String: Data], origin: BaselineOrigin, by author: String,
    at date: Date, reason: String
  ) throws -> String? {
    let reason = try Self.trimmed(reason, for: name)
    guard origin.numerics == "portable" else {
      throw BaselineFailure.nativeOutput(name: name, numerics: origin.numerics)
    }
    let old = try outputs()[name] ?? []
    let changed = contents.filter { (try? data(of: $0.key)) != $0.value }.map(\.key)
    let gone = old.filter { contents[$0] == nil }
    var record = try record()
    let entry = BaselineRecord.Entry(
      files: contents.mapValues { Checksum.sha256($0) }, origin: origin)
    let isKnown = record.outputs[name].map {
      $0.files == entry.files && $0.origin.isComparable(to: origin)
    }
    guard !changed.isEmpty || !gone.isEmpty || isKnown != true else { return nil }
    for path in changed {
      let target = url.appendingPathComponent(path)
      try FileManager.default.createDirectory(
        at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
      if let data = contents[path] { try WholeFile.write(data, to: target) }
    }
    for path in gone { try FileManager.default.removeItem(at: url.appendingPathComponent(path)) }
    record.outputs[name] = entry
    try write(record)
    let parts = Set((changed + gone).map { $0.hasSuffix(".png") ? "picture" : "data" }).sorted()
    let what = "\(name) (\(parts.isEmpty ? "provenance" : parts.joined(separator: ", ")))"
    try note("\(date.formatted(.iso8601))\t\(author)\t\(what)\t\(reason)")
    return what
  }

  /// Removes the baseline of an output that is no longer made.
  public func remove(
    _ name: String, by author: String, at date: Date, reason: String
  ) throws -> String {
    let reason = try Self.trimmed(reason, for: name)
    for path in try outputs()[name] ?? [] {
      try FileManager.default.removeItem(at: url.appendingPathComponent(path))
    }
    var record = try record()
    record.outputs[name] = nil
    try write(record)
    try note("\(date.formatted(.iso8601))\t\(author)\t\(name) (removed)\t\(reason)")
    return "\(name) (removed)"
  }

  private static func trimmed(_ reason: String, for name: String) throws(BaselineFailure) -> String
  {
    let line = reason.split { $0.isNewline || $0 == "\t" }.joined(separator: " ")
      .trimmingCharacters(in: .whitespaces)
    guard !line.isEmpty else { throw .emptyReason(name: name) }
    return line
  }

  private func write(_ record: BaselineRecord) throws {
    let file = url.appendingPathComponent(BaselineRecord.fileName)
    try WholeFile.write(CanonicalJSON.encode(record, pretty: true) + Data("\n".utf8), to: file)
  }

  private func note(_ line: String) throws {
    let log = url.appendingPathComponent(Self.logName)
    let earlier = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
    try (earlier + line + "\n").write(to: log, atomically: true, encoding: .utf8)
  }

  /// Paths of all files below `folder`, relative to it and sorted; empty where it does not exist.
  public static func files(below folder: URL) -> [String] {
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { name in
      var isFolder: ObjCBool = false
      let path = folder.appendingPathComponent(name).path
      return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        && !isFolder.boolValue && !name.hasPrefix(".")
    }.sorted()
  }
}
