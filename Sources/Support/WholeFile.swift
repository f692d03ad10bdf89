import Foundation

/// Files that are written in full or not at all, also where two processes write the same one, the process is
/// killed, the disk fills or the power fails: data go to a file of this writer's own beside the target, are
/// flushed, take the target's name in one step, and the folder's entry is flushed too.
public enum WholeFile {
  public static func write(_ data: Data, to file: URL) throws(FileError) {
    let writer = try Writer(file)
    try writer.append(data)
    try writer.finish()
  }

  public static func write(_ text: String, to file: URL) throws(FileError) {
    try write(Data(text.utf8), to: file)
  }

  /// The same, unless the file holds just that already, so that it keeps its date; makes the folders above it.
  public static func update(_ data: Data, at file: URL) throws(FileError) {
    if (try? RegularFile.contents(of: file)) == data { return }
    try createFolder(file.deletingLastPathComponent())
    try write(data, to: file)
  }

  public static func update(_ text: String, at file: URL) throws(FileError) {
    try update(Data(text.utf8), at: file)
  }

  /// Makes a folder and those above it, where they are missing.
  public static func createFolder(_ folder: URL) throws(FileError) {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw .cannotWrite(folder.path, reason: SystemReason.words(for: error))
    }
  }

  /// Renames `source` to `target` on the same disk; false when something is there already.
  public static func rename(_ source: URL, to target: URL) throws(FileError) -> Bool {
    if Foundation.rename(source.path, target.path) == 0 { return true }
    let code = errno
    if code == EEXIST || code == ENOTEMPTY { return false }
    throw .writing(target, code: code)
  }

  /// Flushes a file or folder that was written before.
  public static func flush(_ item: URL) throws(FileError) {
    let descriptor = open(item.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .reading(item) }
    defer { close(descriptor) }
    // Some file systems refuse to flush a folder; they write its entries through.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw .writing(item) }
  }

  /// Flushes all that was written to the disk of `folder`, at once where the system can: for many files, of which
  /// each alone would wait for the disk.
  public static func flushAll(below folder: URL) throws(FileError) {
    #if canImport(Glibc)
      let descriptor = open(folder.path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw .reading(folder) }
      defer { close(descriptor) }
      guard synchronizeDisk(descriptor) == 0 else { throw .writing(folder) }
    #else
      for name in Folder.files(below: folder) { try flush(folder.appendingPathComponent(name)) }
    #endif
  }

  /// Whether a file of this name is one that `Writer` had not finished.
  public static func isPartial(_ name: String) -> Bool {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count > 2 && parts.last ?? "" == partialSuffix
      && UUID(uuidString: String(parts[parts.count - 2])) != nil
  }

  /// A file that is written in pieces, and is not there at all unless `finish` returns.
  public final class Writer {
    private let file: URL
    private let partial: URL
    /// -1 once closed.
    private var descriptor: Int32

    public init(_ file: URL) throws(FileError) {
      self.file = file
      partial = file.appendingPathExtension("\(UUID().uuidString).\(WholeFile.partialSuffix)")
      descriptor = open(partial.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else { throw .writing(file) }
    }

    deinit { discard() }

    public func append(_ data: Data) throws(FileError) {
      try data.withUnsafeBytes { bytes in
        Result { () throws(FileError) in try append(bytes) }
      }.get()
    }

    public func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
      var written = 0
      while written < bytes.count {
        // Some systems refuse more than 2 GB at once.
        let count = min(bytes.count - written, 1 << 28)
        #if canImport(Darwin)
          let result = Darwin.write(descriptor, bytes.baseAddress! + written, count)
        #else
          let result = Glibc.write(descriptor, bytes.baseAddress! + written, count)
        #endif
        if result < 0 && errno == EINTR { continue }
        guard result > 0 else { throw .writing(file) }
        written += result
      }
    }

    /// Gives the file its name, in place of what had it.
    public func finish() throws(FileError) {
      try closeFlushed()
      guard Foundation.rename(partial.path, file.path) == 0 else { throw failure() }
      try flush(file.deletingLastPathComponent())
    }

    /// Gives the file its name unless something has it.
    ///
    /// - Returns: False when something has.
    public func finishNew() throws(FileError) -> Bool {
      try closeFlushed()
      if link(partial.path, file.path) != 0 {
        guard errno != EEXIST else { return false }
        // Without hard links, as on exFAT: the name is claimed by an empty file, which only its maker replaces.
        let claim = open(file.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard claim >= 0 else {
          if errno == EEXIST { return false }
          throw failure()
        }
        close(claim)
        guard Foundation.rename(partial.path, file.path) == 0 else {
          let error = failure()
          unlink(file.path)
          throw error
        }
      }
      unlink(partial.path)
      try flush(file.deletingLastPathComponent())
      return true
    }

    private func closeFlushed() throws(FileError) {
      guard fsync(descriptor) == 0 else { throw failure() }
      close(descriptor)
      descriptor = -1
    }

    private func failure() -> FileError { .writing(file) }

    private func discard() {
      if descriptor >= 0 { close(descriptor) }
      // No harm once the file has its name: this one is nobody else's.
      unlink(partial.path)
    }
  }

  /// How the names of files end that are being written.
  public static let partialSuffix = "partial"
}

#if canImport(Glibc)
  /// Glibc's syncfs, which its headers show to those alone who define _GNU_SOURCE.
  @_silgen_name("syncfs") private func synchronizeDisk(_ descriptor: Int32) -> Int32
#endif
