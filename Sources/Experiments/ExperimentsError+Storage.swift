import Foundation

extension ExperimentsError {
  /// The trouble with the disk that `error` tells of, such as no room or no permission, whichever
  /// library raised it; nil for any other error.
  public static func storage(_ error: any Error) -> ExperimentsError? {
    if let own = error as? ExperimentsError {
      if case .cannotWrite = own { return own }
      return nil
    }
    let error = error as NSError
    let cause = DurableFile.cause(of: error)
    let isStorage =
      cause.domain == NSPOSIXErrorDomain
      ? [ENOSPC, EDQUOT, EROFS, EACCES, EPERM, EIO, ENOTDIR].contains(Int32(cause.code))
      : error.domain == NSCocoaErrorDomain
        && [
          CocoaError.fileWriteOutOfSpace, .fileWriteNoPermission, .fileWriteVolumeReadOnly
        ].map(\.rawValue).contains(error.code)
    guard isStorage else { return nil }
    let path = error.userInfo[NSFilePathErrorKey] ?? cause.userInfo[NSFilePathErrorKey]
    return .cannotWrite(path as? String ?? "unknown", reason: DurableFile.reason(for: error))
  }
}
