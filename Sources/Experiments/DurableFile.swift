import Foundation

/// Writes that survive a power cut: data, then its folder's entry, are flushed to the disk.
package enum DurableFile {
  /// Writes `data` to `file`, replacing what is there, and flushes it.
  package static func write(_ data: Data, to file: URL) throws(ExperimentsError) {
    let descriptor = open(file.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .cannotWrite(file.path, reason: reason(forCode: errno)) }
    defer { close(descriptor) }
    var written = 0
    while written < data.count {
      let count = data.withUnsafeBytes { bytes in
        #if canImport(Darwin)
          Darwin.write(descriptor, bytes.baseAddress! + written, bytes.count - written)
        #else
          Glibc.write(descriptor, bytes.baseAddress! + written, bytes.count - written)
        #endif
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw .cannotWrite(file.path, reason: reason(forCode: errno)) }
      written += count
    }
    guard fsync(descriptor) == 0 else {
      throw .cannotWrite(file.path, reason: reason(forCode: errno))
    }
  }

  /// Writes `data` beside `file`, flushes it, and renames it, so that no reader sees half of it.
  package static func replace(_ file: URL, with data: Data) throws(ExperimentsError) {
    let aside = file.appendingPathExtension("\(UUID().uuidString).partial")
    do throws(ExperimentsError) {
      try write(data, to: aside)
    } catch {
      unlink(aside.path)
      guard case .cannotWrite(_, let reason) = error else { throw error }
      throw .cannotWrite(file.path, reason: reason)
    }
    guard Foundation.rename(aside.path, file.path) == 0 else {
      let code = errno
      unlink(aside.path)
      throw .cannotWrite(file.path, reason: reason(forCode: code))
    }
  }

  /// Flushes a file or folder that was written before.
  static func flush(_ item: URL) throws(ExperimentsError) {
    let descriptor = open(item.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .cannotRead(item.path, reason: reason(forCode: errno)) }
    defer { close(descriptor) }
    // Some file systems refuse to flush a folder; they write its entries through.
    guard fsync(descriptor) == 0 || errno == EINVAL else {
      throw .cannotWrite(item.path, reason: reason(forCode: errno))
    }
  }

  package static func createFolder(_ folder: URL) throws(ExperimentsError) {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw .cannotWrite(folder.path, reason: reason(for: error))
    }
  }

  /// Renames `source` to `target`; false when something is there already.
  static func rename(_ source: URL, to target: URL) throws(ExperimentsError) -> Bool {
    if Foundation.rename(source.path, target.path) == 0 { return true }
    let code = errno
    if code == EEXIST || code == ENOTEMPTY { return false }
    throw .cannotWrite(target.path, reason: reason(forCode: code))
  }

  /// The regular files below `folder`, by their path inside it, sorted.
  static func files(in folder: URL) -> [String] {
    guard
      let walk = FileManager.default.enumerator(atPath: folder.path)
    else { return [] }
    var names: [String] = []
    while let name = walk.nextObject() as? String {
      if walk.fileAttributes?[.type] as? FileAttributeType == .typeRegular { names.append(name) }
    }
    return names.sorted()
  }

  static func reason(forCode code: Int32) -> String {
    switch code {
    case ENOSPC, EDQUOT: "the disk is full"
    case EACCES, EPERM: "no permission"
    case EROFS: "the disk is read-only"
    case ENOENT: "it does not exist"
    case ENOTDIR: "a part of its path is not a folder"
    default: String(cString: strerror(code)).lowercased()
    }
  }

  static func reason(for error: any Error) -> String {
    let error = error as NSError
    let cause = cause(of: error)
    if cause.domain == NSPOSIXErrorDomain { return reason(forCode: Int32(cause.code)) }
    if error.domain == NSCocoaErrorDomain {
      switch error.code {
      case CocoaError.fileWriteOutOfSpace.rawValue: return "the disk is full"
      case CocoaError.fileWriteNoPermission.rawValue, CocoaError.fileReadNoPermission.rawValue:
        return "no permission"
      case CocoaError.fileWriteVolumeReadOnly.rawValue: return "the disk is read-only"
      case CocoaError.fileNoSuchFile.rawValue, CocoaError.fileReadNoSuchFile.rawValue:
        return "it does not exist"
      default: break
      }
    }
    return RunFailure.sentence(of: error)
  }

  /// The error that lies under `error`, or `error` itself. The cast goes through `any Error`, since an
  /// error of another type than NSError may lie there.
  static func cause(of error: NSError) -> NSError {
    (error.userInfo[NSUnderlyingErrorKey] as? any Error).map { $0 as NSError } ?? error
  }
}
