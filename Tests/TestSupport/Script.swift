import Foundation
import Support

/// Programs that a test writes.
public enum Script {
  /// Writes a script that can be run, by a process of its own: a program that another thread starts while this
  /// process had the file open would keep it from being run ("Text file busy").
  public static func write(_ text: String, to file: URL) async throws {
    let shell = ["sh", "-c", #"cat > "$0" && chmod 755 "$0""#, file.path]
    _ = try await Tool(shell).outcome(input: Data(text.utf8))
  }
}
