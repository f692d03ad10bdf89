import Foundation

/// Writing files that are whole or absent, and keep their date where they would hold the same.
enum AtomicFile {
  /// Writes `data` at `url`, making the folders above it.
  static func write(_ data: Data, to url: URL) throws(ReportError) {
    if (try? Data(contentsOf: url)) == data { return }
    do {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try data.write(to: url, options: .atomic)
    } catch {
      throw .unwritable(path: url.path, reason: error.localizedDescription)
    }
  }

  static func write(_ text: String, to url: URL) throws(ReportError) {
    try write(Data(text.utf8), to: url)
  }
}
