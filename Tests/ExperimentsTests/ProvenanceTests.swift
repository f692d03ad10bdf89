import Experiments
import Foundation
import Support
import Testing

/// The commit that a record names is that of our own checkout.
struct CheckoutTests {
  private let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  private func git(_ arguments: String..., in folder: URL) async throws -> String {
    let identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    let outcome = try await Tool(["git", "-C", folder.path] + identity + arguments).outcome()
    try #require(outcome.succeeded, "\(outcome.errorText)")
    return outcome.text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// A repository with a source and a baseline.
  private func checkout(_ name: String) async throws -> URL {
    let folder = scratch.url.appendingPathComponent(name)
    for path in ["Sources/a.swift", "Chapters/Lasso/Baselines/smoke/a.csv"] {
      try WholeFile.update("a", at: folder.appendingPathComponent(path))
    }
    _ = try await git("init", "-q", in: folder)
    _ = try await git("add", "-A", in: folder)
    _ = try await git("commit", "-qm", "a", in: folder)
    return folder
  }

  @Test func theCommitIsThatOfTheCheckoutAlone() async throws {
    let folder = try await checkout("ours")
    let commit = try await git("rev-parse", "HEAD", in: folder)
    let here = Provenance.current(threads: 1, directory: folder)
    #expect(here.gitCommit == commit && here.gitClean == true)
    // Ours without history, in somebody's repository.
    let inner = folder.appendingPathComponent("Sources")
    #expect(Provenance.current(threads: 1, directory: inner).gitCommit == "unknown")
    #expect(Provenance.current(threads: 1, directory: inner).gitClean == nil)
    #expect(Provenance.current(threads: 1).gitCommit == "unknown")
  }

  /// Notes, generated folders and baselines compute nothing.
  @Test(arguments: [
    ("work/Snakefile", true), ("notes.txt", true),
    ("Chapters/Lasso/Baselines/smoke/a.csv", true), ("Sources/a.swift", false),
    ("Chapters/Lasso/new.swift", false)
  ])
  func onlyTheSourceMakesItUnclean(path: String, isClean: Bool) async throws {
    let folder = try await checkout(UUID().uuidString)
    try WholeFile.update("changed", at: folder.appendingPathComponent(path))
    #expect(Provenance.current(threads: 1, directory: folder).gitClean == isClean)
  }
}
