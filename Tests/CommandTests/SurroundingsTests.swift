import Foundation
import TestSupport
import Testing

/// What lies around the program changes nothing of what it computes or draws; see Docs/Reproducibility.md.
@Suite struct SurroundingsTests {
  private struct Finding: Decodable {
    var name: String
    var found: String
    var isPresent: Bool
  }

  private func findings(in environment: [String: String] = [:]) async throws -> [String: String] {
    let folder = try TemporaryDirectory()
    let outcome = try await CommandProcess.run(
      ["doctor", "--canaries", "--json", "--root", CommandProcess.root.path], in: folder.url,
      environment: environment)
    let findings = try JSONDecoder().decode([Finding].self, from: Data(outcome.output.utf8))
    let lasting = findings.filter { $0.name.hasPrefix("Code") || $0.name.hasPrefix("Font") }
    #expect(lasting.count == 3)
    #expect(lasting.filter { !$0.isPresent }.isEmpty)
    // What follows the hash says how long it took.
    let hashes = lasting.map { ($0.name, String($0.found.split(separator: ",")[0])) }
    return Dictionary(uniqueKeysWithValues: hashes)
  }

  /// A policy under which libcrypto has no SHA-256, other fonts with other weights, and another language.
  @Test func librariesReadNobodysSettings() async throws {
    let folder = try TemporaryDirectory()
    func file(_ name: String, _ text: String) throws -> String {
      let file = folder.url.appending(path: name)
      try Data(text.utf8).write(to: file)
      return file.path
    }
    let policy = try file(
      "openssl.cnf",
      """
      openssl_conf = all
      [all]
      alg_section = algorithms
      [algorithms]
      default_properties = fips=yes

      """)
    let fonts = try file(
      "fonts.conf",
      """
      <?xml version="1.0"?>
      <fontconfig><match target="pattern"><edit name="family" mode="assign"><string>None</string></edit></match>
      </fontconfig>

      """)
    let hostile = [
      "OPENSSL_CONF": policy, "FONTCONFIG_FILE": fonts,
      "FREETYPE_PROPERTIES": "cff:no-stem-darkening=0", "LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "ja",
      "TZ": "Pacific/Kiritimati", "GIT_DIR": "/nowhere",
      "PYTHONHOME": "/nowhere", "PYTHONPATH": "/nowhere", "HOME": "/nowhere"
    ]
    #expect(try await findings(in: hostile) == findings())
  }
}
