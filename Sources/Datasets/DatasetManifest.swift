import Foundation
import Support

/// `checksums.json`, written beside an unpacked archive: what it held.
struct DatasetManifest: Codable, Sendable {
  static let fileName = "checksums.json"

  /// SHA-256 of the archive.
  var archive: String
  /// SHA-256 of each file, by its path.
  var files: [String: String]

  static func read(from folder: URL) -> DatasetManifest? {
    (try? RegularFile.contents(of: folder.appendingPathComponent(fileName), limit: 1 << 20))
      .flatMap { try? JSONDecoder().decode(DatasetManifest.self, from: $0) }
  }

  func write(to folder: URL) throws(DatasetError) {
    guard let json = try? CanonicalJSON.encode(self, pretty: true) else { return }
    try DatasetError.storing(
      try WholeFile.write(json, to: folder.appendingPathComponent(Self.fileName)))
  }

  /// One sentence for each file that is missing or has another checksum.
  func differences(in folder: URL) throws(DatasetError) -> [String] {
    var found: [String] = []
    for (name, checksum) in files.sorted(by: { $0.key < $1.key }) {
      let file = folder.appendingPathComponent(name)
      guard FileManager.default.fileExists(atPath: file.path) else {
        found.append("File '\(file.path)': missing, expected SHA-256 \(checksum). Fetch it again.")
        continue
      }
      let actual = try DatasetError.storing(try Checksum.sha256(ofFile: file))
      if actual != checksum {
        found.append(
          "File '\(file.path)': SHA-256 \(actual), expected \(checksum). Fetch it again.")
      }
    }
    return found
  }
}
