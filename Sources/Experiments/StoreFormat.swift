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
    guard
      let data = try ExperimentsError.storing(
        try RegularFile.contents(ifPresent: file, limit: 1 << 16))
    else { return }
    guard let content = try? CanonicalJSON.decode(Content.self, from: data) else {
      throw .unreadableStore(file.path)
    }
    guard content.format <= current else {
      throw .newerStore(root.path, found: content.format, known: current)
    }
  }

  /// Makes the store's folder, and states its version where it does not yet.
  ///
  /// - Throws: `noStore` for a folder that holds other things than a store's.
  static func establish(_ root: URL) throws(ExperimentsError) {
    try check(root)
    try ExperimentsError.storing(try WholeFile.createFolder(root))
    let file = root.appendingPathComponent(fileName)
    let content = Data("{\"format\": \(current)}\n".utf8)
    let there = try ExperimentsError.storing(
      try RegularFile.contents(ifPresent: file, limit: 1 << 16))
    if there == content { return }
    if there == nil { try requireOurs(root) }
    try ExperimentsError.storing(try WholeFile.write(content, to: file))
  }

  /// A store of the first format has folders of keys alone, one that was just begun at most half of its version.
  private static func requireOurs(_ root: URL) throws(ExperimentsError) {
    let names = try ExperimentsError.storing(try Folder.names(in: root))
    // Another process has begun it meanwhile.
    if names.contains(fileName) { return }
    for name in names where !WholeFile.isPartial(name) {
      let folder = root.appendingPathComponent(name)
      guard RegularFile.isOther(folder),
        try ExperimentsError.storing(try Folder.names(in: folder)).allSatisfy({
          RunKey.hash(String($0.prefix(64))) != nil
        })
      else { throw .noStore(root.path, found: name) }
    }
  }
}
