import Foundation
import Support

/// Finds which of some files have changed, by size and date, when asked.
///
/// Asking costs one system call a file, so that some hundred files five times a second are hardly to be
/// measured; it works alike on every system and file system, which notifications do not.
public struct FileWatcher {
  /// Names the files that are watched: new ones count as changed.
  private let list: () -> [URL]
  /// So many calls share one list, which takes longer to make than all files' states.
  private let period: Int
  private var calls = 0
  private var files: [String]
  private var states: [String: FileState]

  public init(period: Int = 1, _ list: @escaping () -> [URL]) {
    (self.list, self.period) = (list, period)
    files = list().map(\.path)
    states = Self.states(of: files)
  }

  /// The paths of files that changed, came or went since the last call.
  public mutating func changes() -> Set<String> {
    calls += 1
    if calls % period == 0 { files = list().map(\.path) }
    let now = Self.states(of: files)
    defer { states = now }
    let known = Set(states.keys).union(now.keys)
    return known.filter { states[$0] != now[$0] }
  }

  private static func states(of files: [String]) -> [String: FileState] {
    files.reduce(into: [:]) { states, file in states[file] = FileState(of: file) }
  }
}
