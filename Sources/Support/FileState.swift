import Foundation

/// A file's size, place on its disk, and the moment of its last change: equal while the file was left alone.
public struct FileState: Hashable, Sendable, CustomStringConvertible {
  public var size: Int
  public var inode: UInt64
  public var seconds: Int
  public var nanoseconds: Int

  /// Nil where nothing can be seen at `path`.
  public init?(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    #if canImport(Darwin)
      let moment = status.st_mtimespec
    #else
      let moment = status.st_mtim
    #endif
    size = Int(status.st_size)
    inode = UInt64(status.st_ino)
    (seconds, nanoseconds) = (Int(moment.tv_sec), Int(moment.tv_nsec))
  }

  public var description: String { "\(size) \(inode) \(seconds).\(nanoseconds)" }

  /// `path` with its state, or that there is nothing, as a line of what something was made from.
  public static func line(of path: String) -> String {
    "\(path) " + (FileState(of: path)?.description ?? "absent")
  }
}
