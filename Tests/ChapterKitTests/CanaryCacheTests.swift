import ChapterKit
import Experiments
import Foundation
import Support
import TestSupport
import Testing

@Suite struct CanaryCacheTests {
  let directory: TemporaryDirectory
  var file: URL { directory.url.appendingPathComponent("canaries.json") }

  init() throws { directory = try TemporaryDirectory() }

  func digests(_ identity: String, _ name: String, computed: String?) throws -> [String: String] {
    struct Computed: Error {}
    return try CanaryCache(file: file, identity: identity).digests(of: name) {
      guard let computed else { throw Computed() }
      return ["canary": computed]
    }
  }

  @Test func keepsTheDigestsOfOneProgram() throws {
    #expect(try digests("a", "portable", computed: "1") == ["canary": "1"])
    #expect(try digests("a", "convex", computed: "2") == ["canary": "2"])
    #expect(try digests("a", "portable", computed: nil) == ["canary": "1"])
    #expect(try digests("a", "convex", computed: nil) == ["canary": "2"])
  }

  @Test func looksAtNoOtherProgramsDigests() throws {
    #expect(try digests("a", "portable", computed: "1") == ["canary": "1"])
    #expect(try digests("b", "portable", computed: "3") == ["canary": "3"])
    #expect(throws: (any Error).self) { try digests("a", "portable", computed: nil) }
  }

  @Test func computesWhereTheFileIsDamaged() throws {
    try Data("{\"identity\": \"a\", \"digests\": {\"portable\"".utf8).write(to: file)
    #expect(try digests("a", "portable", computed: "4") == ["canary": "4"])
    #expect(try digests("a", "portable", computed: nil) == ["canary": "4"])
  }

  @Test func keepsNothingOfAComputationThatFailed() throws {
    #expect(throws: (any Error).self) { try digests("a", "portable", computed: nil) }
    #expect(!FileManager.default.fileExists(atPath: file.path))
  }

  @Test func cachedFingerprintsAreThoseThatTheCanariesGive() throws {
    let cache = CanaryCache(file: file, identity: try #require(ProgramIdentity.current))
    let computed = try CodeFingerprints.current(numerics: .portable)
    #expect(try CodeFingerprints.current(numerics: .portable, cache: cache) == computed)
    #expect(try CodeFingerprints.current(numerics: .portable, cache: cache) == computed)
    #expect(FileManager.default.fileExists(atPath: file.path))
  }

  @Test func stateOfAFileTellsAChange() throws {
    let path = file.path
    #expect(FileState.line(of: path) == "\(path) absent")
    try Data("1".utf8).write(to: file)
    let first = FileState.line(of: path)
    try Data("22".utf8).write(to: file)
    #expect(FileState.line(of: path) != first)
  }
}
