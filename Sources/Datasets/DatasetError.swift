import Foundation
import Support

/// Why a data set cannot be read or fetched.
///
/// Every case names the file, what was found there and what was expected.
public enum DatasetError: Error, Equatable, Sendable {
  case unknownName(String)
  /// `instead` says what is there.
  case missing(String, instead: String, expected: String, nextStep: String)
  case unreadable(String, reason: String)
  case wrongSize(String, found: Int, expected: String)
  case badMagic(String, found: String, expected: String)
  case labelOutOfRange(String, image: Int, label: Int, classes: Int)
  case countsDiffer(String, images: Int, labels: Int)
  case badCompression(String, reason: String)
  case limitOutOfRange(String, limit: Int, images: Int)
  case badArchive(String, reason: String)
  case wrongChecksum(String, found: String, expected: String)
  case downloadFailed(String, reason: String)
  case cannotWrite(String, reason: String)
}

extension DatasetError: CustomStringConvertible, LocalizedError {
  public var errorDescription: String? { description }

  public var description: String {
    switch self {
    case .unknownName(let name):
      "Data set '\(name)': unknown, expected one of cifar10, fashionMNIST, embedded. "
        + (DatasetName.nearest(to: name).map { "Did you mean \($0.rawValue)?" }
          ?? "Correct the name.")
    case .missing(let path, let instead, let expected, let nextStep):
      "File '\(path)': missing (\(instead)), expected \(expected). \(nextStep)"
    case .unreadable(let path, let reason):
      "File '\(path)': \(reason), expected to read it. Check the path and its permissions."
    case .wrongSize(let path, let found, let expected):
      "File '\(path)': \(found) bytes, expected \(expected). Fetch the file again."
    case .badMagic(let path, let found, let expected):
      "File '\(path)': starts with \(found), expected \(expected). Check that it is the right file."
    case .labelOutOfRange(let path, let image, let label, let classes):
      "File '\(path)': label \(label) at image \(image), expected 0 to \(classes - 1). "
        + "Fetch the file again."
    case .countsDiffer(let path, let images, let labels):
      "File '\(path)': \(labels) labels, expected \(images) as there are images. "
        + "Fetch both files again."
    case .badCompression(let path, let reason):
      "File '\(path)': \(reason), expected a whole gzip file. Fetch the file again."
    case .limitOutOfRange(let name, let limit, let images):
      "Data set '\(name)': limit \(limit), expected 1 to \(images), the images that are there. "
        + "Change the limit or fetch the whole set."
    case .badArchive(let path, let reason):
      "Archive '\(path)': \(reason), expected the data set's tar archive. Fetch it again."
    case .wrongChecksum(let path, let found, let expected):
      "File '\(path)': SHA-256 \(found), expected \(expected). "
        + "It was removed; fetch it again, or check the address."
    case .downloadFailed(let address, let reason):
      "Download '\(address)': \(reason), expected the whole file. "
        + "Check the network and run the same command again; what has arrived is kept."
    case .cannotWrite(let path, let reason):
      "File '\(path)': \(reason), expected to write there. Make room or correct its permissions."
    }
  }
}

extension DatasetError: FileErrorCarrier {
  public init(_ error: FileError) {
    switch error {
    case .cannotRead(let path, let reason): self = .unreadable(path, reason: reason)
    case .cannotWrite(let path, let reason): self = .cannotWrite(path, reason: reason)
    }
  }

  public var fileError: FileError? {
    switch self {
    case .unreadable(let path, let reason): .cannotRead(path, reason: reason)
    case .cannotWrite(let path, let reason): .cannotWrite(path, reason: reason)
    default: nil
    }
  }
}
