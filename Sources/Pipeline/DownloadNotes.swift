import Foundation

/// A line on standard error for each tenth of a download.
package final class DownloadNotes: @unchecked Sendable {
  private let lock = NSLock()
  private var last: [String: Int64] = [:]

  package init() {}

  package func report(file: String, received: Int64, total: Int64?) {
    let step = max(1, (total ?? 200_000_000) / 10)
    let tenth = received / step
    let isNew = lock.withLock {
      guard last[file] != tenth else { return false }
      last[file] = tenth
      return true
    }
    guard isNew else { return }
    let share = total.map { " of \(Self.megabytes($0))" } ?? ""
    Console.note("\(file): \(Self.megabytes(received))\(share) MB")
  }

  private static func megabytes(_ bytes: Int64) -> String {
    "\((Double(bytes) / 100_000).rounded() / 10)"
  }
}
