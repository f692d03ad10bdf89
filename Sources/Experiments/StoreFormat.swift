import Foundation
import Support

/// The version of the store's layout, in `<root>/store.json`.
enum StoreFormat {
  /// 2: records state their code canary by canary and the store its version. 1 had neither.
  static let current = 2
  static let fileName = "store.json"

  private struct Content: Codable { var format: Int }

  /// - Throws: `newerStore`, or `unreadableStore` when the file says nothing.
  static func check(_ root: URL) throws(ExperimentsError) {
    let file = root.appendingPathComponent(fileName)
    guard FileManager.default.fileExists(atPath: file.path) else { return }
    guard let data = try? Data(contentsOf: file),
      let content = try? CanonicalJSON.decode(Content.self, from: data)
    else { throw .unreadableStore(file.path) }
    guard content.format <= current else {
      throw .newerStore(root.path, found: content.format, known: current)
    }
  }

  /// Makes the store's folder, and states its version where it does not yet.
  static func establish(_ root: URL) throws(ExperimentsError) {
    try check(root)
    try ExperimentsError.storing(try WholeFile.createFolder(root))
    let file = root.appendingPathComponent(fileName)
    let content = Data("{\"format\": \(current)}\n".utf8)
    if let there = try? Data(contentsOf: file), there == content { return }
    try ExperimentsError.storing(try WholeFile.write(content, to: file))
  }
}
