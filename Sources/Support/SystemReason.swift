import Foundation

/// A few words for what the system said.
public enum SystemReason {
  public static func words(forCode code: Int32) -> String {
    switch code {
    case ENOSPC, EDQUOT: "the disk is full"
    case EACCES, EPERM: "no permission"
    case EROFS: "the disk is read-only"
    case ENOENT: "it does not exist"
    case ENOTDIR: "a part of its path is not a folder"
    case EISDIR: "it is a folder"
    default: String(cString: strerror(code)).lowercased()
    }
  }

  public static func words(for error: any Error) -> String {
    if let error = error as? FileError { return error.reason }
    let system = error as NSError
    let cause = cause(of: system)
    if cause.domain == NSPOSIXErrorDomain { return words(forCode: Int32(cause.code)) }
    if system.domain == NSCocoaErrorDomain {
      switch system.code {
      case CocoaError.fileWriteOutOfSpace.rawValue: return "the disk is full"
      case CocoaError.fileWriteNoPermission.rawValue, CocoaError.fileReadNoPermission.rawValue:
        return "no permission"
      case CocoaError.fileWriteVolumeReadOnly.rawValue: return "the disk is read-only"
      case CocoaError.fileNoSuchFile.rawValue, CocoaError.fileReadNoSuchFile.rawValue:
        return "it does not exist"
      default: break
      }
    }
    return sentence(of: error)
  }

  /// The sentence that an error of any type carries.
  public static func sentence(of error: any Error) -> String {
    if let trouble = FileError(storage: error) { return trouble.description }
    if let localized = error as? any LocalizedError, let text = localized.errorDescription {
      return text
    }
    // A type that says nothing of itself would show its own name and fields.
    let value: Any = error
    guard let text = (value as? any CustomStringConvertible)?.description else {
      return error.localizedDescription
    }
    return text.hasPrefix("Error Domain=") ? error.localizedDescription : text
  }

  /// The error that lies under `error`, or `error` itself. The cast goes through `any Error`, since an
  /// error of another type than NSError may lie there.
  static func cause(of error: NSError) -> NSError {
    (error.userInfo[NSUnderlyingErrorKey] as? any Error).map { $0 as NSError } ?? error
  }
}
