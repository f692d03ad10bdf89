import Foundation
import Support
import Testing

@Suite struct TextTests {
  @Test(arguments: ["", "plain", "two words", "it's", "`id` $(id) $HOME \"x\"", "a\nb", "-x", "é"])
  func shellReadsAQuotedWordAsItWas(word: String) async throws {
    let outcome = try await Tool(["sh", "-c", "printf %s \(ShellWord.quoted(word))"]).outcome()
    #expect(outcome.text == word)
  }

  @Test func markupHasNoTagsLeft() {
    #expect(Markup.escaped("<a b=\"c\">'&\u{1}") == "&lt;a b=&quot;c&quot;&gt;&#39;&amp;\u{FFFD}")
  }

  @Test(arguments: [
    (0.04, "0.0 s"), (9.94, "9.9 s"), (9.96, "10 s"), (59.6, "1 min 0 s"), (200, "3 min 20 s"),
    (7500, "2 h 5 min"), (.infinity, "over 30 years"), (-1, "0.0 s")
  ]) func durations(seconds: Double, words: String) {
    #expect(Wording.duration(seconds) == words)
  }

  @Test func countsAndSizes() {
    #expect(Wording.count(1, "run") == "1 run")
    #expect(Wording.count(0, "run") == "0 runs")
    #expect(Wording.count(2, "entry", "entries") == "2 entries")
    #expect(Wording.size(1_300_000) == "1.3 MB")
    #expect(Wording.memory(1536) == "1.5 KiB")
  }

  @Test func foreignTextMovesNoCursorAndEnds() {
    #expect(Wording.printable("a\u{1B}[2Jb\nc") == "a\u{FFFD}[2Jb\u{FFFD}c")
    #expect(Wording.printable(String(repeating: "x", count: 500)).count == 401)
  }

  /// The values of FIPS 180-2's and RFC 1321's examples.
  @Test func checksums() throws {
    #expect(
      Checksum.sha256(Data("abc".utf8))
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    let digest = Checksum.Digest(.md5)
    digest.update(Data("abc".utf8))
    #expect(digest.hexadecimal() == "900150983cd24fb0d6963f7d28e17f72")
  }
}
