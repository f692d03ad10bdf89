import Foundation
import Support

/// Standard error for people, standard output for results.
package enum Console {
  package static func error(_ message: String) { StandardStreams.tell("nonsmooth: \(message)\n") }

  package static func note(_ message: String) { StandardStreams.tell("\(message)\n") }

  /// Prints a value as JSON with sorted keys.
  package static func printJSON(_ value: some Encodable) throws {
    print(String(decoding: try CanonicalJSON.encode(value, pretty: true), as: UTF8.self))
  }

  /// Prints rows under a header, columns padded to their widest cell.
  package static func printTable(_ header: [String], _ rows: [[String]]) {
    let all = [header] + rows
    let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    for row in all {
      let cells = zip(row, widths).map { cell, width in
        cell + String(repeating: " ", count: width - cell.count)
      }
      print(cells.joined(separator: "  ").trimmingCharacters(in: .whitespaces))
    }
  }
}
