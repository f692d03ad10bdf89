import Foundation

/// An exclusive lock on a file, which ends with the process that holds it, however that ends.
public final class FileLock: @unchecked Sendable {
  private let file: URL
  private let guardian = NSLock()
  /// Guarded by `guardian`; -1 once released.
  private var descriptor: Int32

  private init(file: URL, descriptor: Int32) {
    (self.file, self.descriptor) = (file, descriptor)
  }

  deinit { release() }

  /// Locks `file`, which is made where it is missing; a folder may be locked too.
  ///
  /// - Returns: Nil when the lock is taken.
  /// - Throws: `cannotWrite`.
  public static func acquire(_ file: URL) throws(FileError) -> FileLock? {
    var status = stat()
    let isFolder = stat(file.path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    while true {
      let descriptor = open(
        file.path, isFolder ? O_RDONLY | O_CLOEXEC : O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else {
        throw .cannotWrite(file.path, reason: SystemReason.words(forCode: errno))
      }
      if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
        let code = errno
        close(descriptor)
        if code == EWOULDBLOCK { return nil }
        if code == EINTR { continue }
        throw .cannotWrite(file.path, reason: SystemReason.words(forCode: code))
      }
      // Whoever had the lock may have removed or renamed the file between our opening and our locking.
      var (own, there) = (stat(), stat())
      if fstat(descriptor, &own) == 0, stat(file.path, &there) == 0,
        own.st_ino == there.st_ino, own.st_dev == there.st_dev
      {
        return FileLock(file: file, descriptor: descriptor)
      }
      close(descriptor)
    }
  }

  /// Replaces what the locked file says, for those who wait.
  public func write(_ data: Data) {
    guardian.withLock {
      guard descriptor >= 0, ftruncate(descriptor, 0) == 0 else { return }
      data.withUnsafeBytes { bytes in _ = pwrite(descriptor, bytes.baseAddress, bytes.count, 0) }
    }
  }

  /// - Parameter removing: Also removes the file, while nobody else can have the lock.
  public func release(removing: Bool = false) {
    guardian.withLock {
      guard descriptor >= 0 else { return }
      if removing { unlink(file.path) }
      close(descriptor)
      descriptor = -1
    }
  }
}
