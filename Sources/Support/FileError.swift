import Foundation

/// A file that cannot be read or written, as one sentence.
public enum FileError: Error, Equatable, Sendable {
  case cannotRead(String, reason: String)
  case cannotWrite(String, reason: String)

  public var path: String {
    switch self {
    case .cannotRead(let path, _), .cannotWrite(let path, _): path
    }
  }

  public var reason: String {
    switch self {
    case .cannotRead(_, let reason), .cannotWrite(_, let reason): reason
    }
  }

  /// What `errno` says of `file`.
  static func reading(_ file: URL, code: Int32 = errno) -> FileError {
    .cannotRead(file.path, reason: SystemReason.words(forCode: code))
  }

  static func writing(_ file: URL, code: Int32 = errno) -> FileError {
    .cannotWrite(file.path, reason: SystemReason.words(forCode: code))
  }

  /// The trouble with the disk that `error` tells of, such as no room or no permission, whichever library
  /// raised it; nil for any other error.
  public init?(storage error: any Error) {
    if let carrier = error as? any FileErrorCarrier {
      guard case .cannotWrite? = carrier.fileError, let own = carrier.fileError else { return nil }
      self = own
      return
    }
    let error = error as NSError
    let cause = SystemReason.cause(of: error)
    let isStorage =
      cause.domain == NSPOSIXErrorDomain
      ? [ENOSPC, EDQUOT, EROFS, EACCES, EPERM, EIO, ENOTDIR].contains(Int32(cause.code))
      : error.domain == NSCocoaErrorDomain
        && [CocoaError.fileWriteOutOfSpace, .fileWriteNoPermission, .fileWriteVolumeReadOnly]
          .map(\.rawValue).contains(error.code)
    guard isStorage else { return nil }
    let path = error.userInfo[NSFilePathErrorKey] ?? cause.userInfo[NSFilePathErrorKey]
    self = .cannotWrite(path as? String ?? "unknown", reason: SystemReason.words(for: error))
  }
}

/// An error of another module that may be a file's.
public protocol FileErrorCarrier: Error {
  init(_ error: FileError)
  /// Nil when it is not a file's.
  var fileError: FileError? { get }
}

extension FileErrorCarrier {
  /// The value of `body`, or what it says of a file as an error of this type.
  public static func storing<Value>(
    _ body: @autoclosure () throws(FileError) -> Value
  ) throws(Self) -> Value {
    do {
      return try body()
    } catch {
      throw Self(error)
    }
  }
}

extension FileError: FileErrorCarrier {
  public init(_ error: FileError) { self = error }

  public var fileError: FileError? { self }
}

extension FileError: CustomStringConvertible, LocalizedError {
  public var errorDescription: String? { description }

  public var description: String {
    switch self {
    case .cannotRead(let path, let reason):
      "File '\(path)': \(reason), expected to read it. Correct its permissions, then start again."
    case .cannotWrite(let path, let reason):
      "File '\(path)': \(reason), expected to write there. "
        + "Make room or correct its permissions, then start again; finished runs are kept."
    }
  }
}
