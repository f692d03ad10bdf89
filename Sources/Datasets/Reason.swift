import Foundation

/// A few words for a system error.
func reason(for error: any Error) -> String {
  let error = error as NSError
  // Through `any Error`, since an error of another type than NSError may lie underneath.
  let cause = (error.userInfo[NSUnderlyingErrorKey] as? any Error).map { $0 as NSError } ?? error
  if cause.domain == NSPOSIXErrorDomain { return reason(forCode: Int32(cause.code)) }
  if error.domain == NSCocoaErrorDomain {
    switch error.code {
    case CocoaError.fileWriteOutOfSpace.rawValue: return "the disk is full"
    case CocoaError.fileWriteNoPermission.rawValue, CocoaError.fileReadNoPermission.rawValue:
      return "no permission"
    case CocoaError.fileNoSuchFile.rawValue, CocoaError.fileReadNoSuchFile.rawValue:
      return "it does not exist"
    default: break
    }
  }
  return error.localizedDescription
}

func reason(forCode code: Int32) -> String {
  switch code {
  case ENOSPC, EDQUOT: "the disk is full"
  case EACCES, EPERM: "no permission"
  case EROFS: "the disk is read-only"
  case ENOENT: "it does not exist"
  case EISDIR: "it is a folder"
  default: String(cString: strerror(code)).lowercased()
  }
}
