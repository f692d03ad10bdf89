import Foundation

extension FileLock {
  /// Locks `file` as soon as nobody else has it.
  ///
  /// - Parameter pause: Called some twenty times a second while another has it; throws to give up.
  /// - Throws: `FileError`, or what `pause` throws.
  public static func wait(
    for file: URL, _ pause: () throws -> Void = {}
  ) throws -> FileLock {
    while true {
      if let lock = try acquire(file) { return lock }
      try pause()
      usleep(50_000)
    }
  }
}
