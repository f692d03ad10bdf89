import ChapterKit
import Experiments
import Foundation
import Reports
import Support

/// What a figure was drawn from, and the files that came of it, so that it need not be drawn again.
package struct Drawing: Codable, Equatable {
  /// SHA-256 of the program, which knows its fonts by their checksums, the setting and the identities of all runs of the chapter.
  var inputs: String
  /// SHA-256 of each file by its name.
  var files: [String: String]

  /// The files of the figure `id` in `folder` as they are.
  init(of id: String, in folder: URL, inputs: String) {
    self.inputs = inputs
    files = FigureFiles.suffixes.reduce(into: [:]) { files, suffix in
      let name = id + suffix
      files[name] = FileDigests.shared.sha256(of: folder.appendingPathComponent(name))
    }
  }

  /// The `inputs` of the figures of a chapter, whose code may use any of its runs; nil when they cannot be
  /// told, and so must be drawn.
  static func inputs(ofRuns keys: [RunKey], label: String, setting: Setting) -> String? {
    guard let program = ProgramIdentity.current else { return nil }
    let data = "\(setting.profile) \(setting.dataset.name) \(setting.dataset.sha256)"
    let parts = [program, label, data] + keys.map(\.description).sorted()
    return Checksum.sha256(Data(parts.joined(separator: "\n").utf8))
  }
}
