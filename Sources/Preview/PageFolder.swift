import Foundation

/// The files below one folder, as answers to requests: nothing above or beside it, nothing hidden, and to
/// no page of a foreign name that leads here.
public struct PageFolder: Sendable {
  public struct Answer: Sendable, Equatable {
    public var status: Int
    public var type = "text/plain; charset=utf-8"
    public var body = Data()

    static func refusal(_ status: Int, _ words: String) -> Answer {
      Answer(status: status, body: Data("\(words)\n".utf8))
    }
  }

  static let types = [
    "html": "text/html; charset=utf-8", "pdf": "application/pdf", "png": "image/png",
    "svg": "image/svg+xml", "csv": "text/csv; charset=utf-8", "json": "application/json",
    "md": "text/markdown; charset=utf-8"
  ]

  /// Without links in its path.
  public let folder: URL
  /// The name that the server was asked to listen at.
  let host: String

  public init(_ folder: URL, host: String) {
    (self.folder, self.host) = (folder.resolvingSymlinksInPath().standardizedFileURL, host)
  }

  /// - Parameters:
  ///   - path: As in the request, with its percent signs.
  ///   - requested: The header Host.
  public func answer(method: String, path: String, host requested: String?) -> Answer {
    guard allows(requested) else {
      return .refusal(421, "This server answers to its own address alone.")
    }
    guard ["GET", "HEAD"].contains(method) else {
      return .refusal(405, "Only GET and HEAD are answered.")
    }
    guard let file = file(at: path), let body = try? Data(contentsOf: file) else {
      return .refusal(404, "No such file below the report's folder.")
    }
    let type = Self.types[file.pathExtension] ?? "application/octet-stream"
    return Answer(status: 200, type: type, body: body)
  }

  /// A foreign name in `Host` is a page elsewhere that had its name lead to this machine, in order to read
  /// what is served here. No page can have a number, or `localhost`, for its name.
  public func allows(_ requested: String?) -> Bool {
    guard var name = requested?.lowercased() else { return false }
    if let close = name.firstIndex(of: "]"), name.hasPrefix("[") {
      name = String(name[name.index(after: name.startIndex)..<close])
    } else if let colon = name.lastIndex(of: ":") {
      name = String(name[..<colon])
    }
    return name == "localhost" || name == host.lowercased() || HostAddress.isLiteral(name)
  }

  /// What tells the file at `path` from what it was before.
  public func stamp(of path: String) -> String {
    guard let file = file(at: path),
      let state = try? FileManager.default.attributesOfItem(atPath: file.path),
      let moment = state[.modificationDate] as? Date, let size = state[.size] as? Int
    else { return "none" }
    return "\(size)-\(moment.timeIntervalSince1970)"
  }

  /// The file that a request's path names; nil when there is none to be given.
  func file(at path: String) -> URL? {
    guard let plain = path.removingPercentEncoding, plain.hasPrefix("/") else { return nil }
    let parts = plain == "/" ? ["report.html"] : plain.dropFirst().components(separatedBy: "/")
    let isHarmless = parts.allSatisfy { part in
      !part.isEmpty && !part.hasPrefix(".") && !part.contains("\\") && !part.contains("\0")
    }
    guard isHarmless else { return nil }
    let named = parts.reduce(folder) { $0.appendingPathComponent($1) }
    let file = named.resolvingSymlinksInPath().standardizedFileURL
    var isFolder: ObjCBool = false
    guard file.path.hasPrefix(folder.path + "/"),
      FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder), !isFolder.boolValue
    else { return nil }
    return file
  }
}
