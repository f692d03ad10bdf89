import Foundation
import Support

/// The files below one folder: nothing above or beside it, and nothing hidden.
package struct PageFolder: Sendable {
  private static let types = [
    "html": "text/html; charset=utf-8", "pdf": "application/pdf", "png": "image/png",
    "svg": "image/svg+xml", "csv": "text/csv; charset=utf-8", "json": "application/json",
    "md": "text/markdown; charset=utf-8"
  ]

  /// Without links in its path.
  let folder: URL

  init(_ folder: URL) { self.folder = folder.resolvingSymlinksInPath().standardizedFileURL }

  /// The file that a request's path, with its percent signs, names.
  func answer(at path: String) -> Answer {
    guard let file = file(at: path), let body = try? RegularFile.contents(of: file) else {
      return .refusal(404, "No such file below the report's folder.")
    }
    let type = Self.types[file.pathExtension] ?? "application/octet-stream"
    return Answer(status: 200, type: type, body: body)
  }

  /// What tells the file at `path` from what it was before; nil where there is none.
  func stamp(of path: String) -> String? {
    file(at: path).flatMap { FileState(of: $0.path)?.description }
  }

  private func file(at path: String) -> URL? {
    guard let plain = path.removingPercentEncoding, plain.hasPrefix("/") else { return nil }
    let parts = plain == "/" ? ["report.html"] : plain.dropFirst().components(separatedBy: "/")
    let isHarmless = parts.allSatisfy { part in
      !part.isEmpty && !part.hasPrefix(".") && !part.contains("\\") && !part.contains("\0")
    }
    guard isHarmless else { return nil }
    let named = parts.reduce(folder) { $0.appendingPathComponent($1) }
    let file = named.resolvingSymlinksInPath().standardizedFileURL
    return file.path.hasPrefix(folder.path + "/") ? file : nil
  }
}
