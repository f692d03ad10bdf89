import Foundation

/// The accepted outputs of one chapter and profile: `Chapters/<Name>/Baselines/<profile>/`.
public struct BaselineFolder: Sendable {
  public let url: URL
  /// Lines of `accepted.log`, one per acceptance.
  public static let logName = "accepted.log"

  public init(url: URL) { self.url = url }

  /// The accepted outputs' paths, sorted.
  public var paths: [String] { Self.files(below: url).filter { $0 != Self.logName } }

  public func data(of path: String) throws(BaselineFailure) -> Data {
    do {
      return try Data(contentsOf: url.appendingPathComponent(path))
    } catch {
      throw .unreadable(path: path, found: "unreadable", expected: "a file")
    }
  }

  /// Takes `contents` as the baseline of `path` and notes who did so, when, and why.
  public func accept(
    path: String, contents: Data, by author: String, at date: Date, reason: String
  ) throws {
    let trimmed = reason.split(whereSeparator: \.isNewline).joined(separator: " ")
      .trimmingCharacters(in: .whitespaces)
    guard !trimmed.isEmpty else { throw BaselineFailure.emptyReason(name: path) }
    let target = url.appendingPathComponent(path)
    try FileManager.default.createDirectory(
      at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
    try contents.write(to: target, options: .atomic)
    try note("\(date.formatted(.iso8601))\t\(author)\t\(path)\t\(trimmed)")
  }

  /// Removes the baseline of an output that is no longer made.
  public func remove(path: String, by author: String, at date: Date, reason: String) throws {
    guard !reason.isEmpty else { throw BaselineFailure.emptyReason(name: path) }
    try FileManager.default.removeItem(at: url.appendingPathComponent(path))
    try note("\(date.formatted(.iso8601))\t\(author)\t\(path)\tremoved: \(reason)")
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
