import Foundation
import Support

/// Digests of canaries that this very program gave before on this machine.
///
/// Running all canaries takes longer than all else of a command that finds nothing to do. What they give
/// depends on the program, its libraries and the processor alone, so that the digests of one
/// ``ProgramIdentity`` hold for all its processes; those of any other are not looked at.
public struct CanaryCache: Sendable {
  private struct Content: Codable {
    var identity: String
    /// By the group's name, then the canary's.
    var digests: [String: [String: String]] = [:]
  }

  let file: URL
  let identity: String

  public init(file: URL, identity: String) { (self.file, self.identity) = (file, identity) }

  /// That of the repository at `root`; nil where nothing has been built, or the program cannot be told.
  public init?(root: URL) {
    let build = root.appendingPathComponent(".build", isDirectory: true)
    guard let identity = ProgramIdentity.current,
      FileManager.default.fileExists(atPath: build.path)
    else { return nil }
    self.init(file: build.appendingPathComponent("canaries.json"), identity: identity)
  }

  /// The digests of the group `name`, from the file or else from `compute`.
  public func digests(
    of name: String, compute: () throws -> [String: String]
  ) throws -> [String: String] {
    if let known = read().digests[name] { return known }
    let computed = try compute()
    // Another process may add another group meanwhile. Without the file the next process computes again.
    if let lock = try? FileLock.wait(for: file.appendingPathExtension("lock")) {
      defer { lock.release(removing: true) }
      var content = read()
      content.digests[name] = computed
      try? WholeFile.write(JSONEncoder().encode(content), to: file)
    }
    return computed
  }

  private func read() -> Content {
    guard let data = try? RegularFile.contents(of: file, limit: 1 << 24),
      let content = try? JSONDecoder().decode(Content.self, from: data),
      content.identity == identity
    else { return Content(identity: identity) }
    return content
  }
}
