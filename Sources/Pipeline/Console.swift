import Foundation
import Support

/// Standard error for people, standard output for results.
package enum Console {
  /// More lines of one message are counted.
  private static let shownLines = 300

  package static func error(_ message: String) { note("nonsmooth: \(message)") }

  /// Whatever a message quotes, it moves no cursor and fills no screen.
  package static func note(_ message: String) {
    let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
    var shown = lines.prefix(shownLines).map { Wording.printable(String($0), limit: 4000) }
    if lines.count > shown.count {
      shown.append("and \(Wording.count(lines.count - shown.count, "more line"))")
    }
    StandardStreams.tell(shown.joined(separator: "\n") + "\n")
  }

  package static func printJSON(_ value: some Encodable) throws {
    print(String(decoding: try CanonicalJSON.encode(value, pretty: true), as: UTF8.self))
  }

  /// Prints rows under a header, columns padded to their widest cell.
  package static func printTable(_ header: [String], _ rows: [[String]]) {
    for line in table(header, rows) { print(line) }
  }

  /// Those rows as lines.
  package static func table(_ header: [String], _ rows: [[String]]) -> [String] {
    let all = ([header] + rows).map { $0.map { Wording.printable($0, limit: 4000) } }
    let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { row in
      let cells = zip(row, widths).map { cell, width in
        cell + String(repeating: " ", count: width - cell.count)
      }
      let line = cells.joined(separator: "  ")
      return String(
        line[..<(line.lastIndex { $0 != " " }.map(line.index(after:)) ?? line.startIndex)])
    }
  }

  /// Ends the output.
  ///
  /// - Throws: A failure where it cannot all be written, e.g. on a full disk.
  package static func finish() throws(CommandFailure) {
    guard fflush(nil) != 0 else { return }
    throw CommandFailure(
      "Standard output: \(SystemReason.words(forCode: errno)), expected to write the results there. "
        + "Make room, then start again.")
  }
}
