import Foundation
import Support

/// `accepted.log`: for each output when it was last accepted, what of it changed, the commit of the program that
/// made it, and why; a line each, apart by tabs.
struct AcceptanceLog {
  struct Line: Equatable {
    var date: String
    /// E.g. `"figure-1 (data, picture)"`.
    var what: String
    var commit: String
    var reason: String

    /// The output's name.
    var name: Substring { what.prefix { $0 != " " } }
  }

  static let fileName = "accepted.log"

  private let file: URL
  let lines: [Line]

  /// The log of a folder of baselines; empty where there is none.
  ///
  /// - Throws: `cannotRead`.
  init(in folder: URL) throws(FileError) {
    file = folder.appendingPathComponent(Self.fileName)
    let text = try RegularFile.contents(ifPresent: file).map { String(decoding: $0, as: UTF8.self) }
    lines = (text ?? "").split(separator: "\n").compactMap { line in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard fields.count == 4 else { return nil }
      return Line(date: fields[0], what: fields[1], commit: fields[2], reason: fields[3])
    }
  }

  subscript(name: String) -> Line? { lines.last { $0.name == name } }

  /// Notes an acceptance in place of the output's earlier one; git keeps those.
  func note(_ line: Line) throws(FileError) {
    let text = (lines.filter { $0.name != line.name } + [line])
      .map { "\($0.date)\t\($0.what)\t\($0.commit)\t\($0.reason)\n" }.joined()
    try WholeFile.write(text, to: file)
  }
}
