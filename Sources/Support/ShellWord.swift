/// Words as a POSIX shell takes them.
public enum ShellWord {
  /// `word` so that a shell reads just it: as it is where it is plain, else in single quotes.
  public static func quoted(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: "-_./=+,:".utf8.contains(byte)
      }
    }
    return isPlain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }

  public static func line(_ words: [String]) -> String {
    words.map(quoted).joined(separator: " ")
  }
}
