import Foundation

/// The memory of this process, where the system tells: Linux.
public enum MemoryUse {
  /// Bytes that are resident now.
  public static var resident: Int { field("VmRSS:") ?? 0 }

  /// How many bytes the resident size rose at most above its start while `body` ran; nil where the system
  /// does not tell. Only meaningful while nothing else runs in the process.
  public static func peakGrowth(of body: () throws -> Void) rethrows -> Int? {
    #if os(Linux)
      // Sets the recorded peak to the present size.
      let reset = (try? Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))) != nil
      let start = resident
      try body()
      guard reset, let peak = field("VmHWM:") else { return nil }
      return peak - start
    #else
      try body()
      return nil
    #endif
  }

  private static func field(_ name: String) -> Int? {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else {
      return nil
    }
    return line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }.map {
      $0 * 1024
    }
  }
}
