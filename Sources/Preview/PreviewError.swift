import Foundation
import NIOCore
import Support

public enum PreviewError: Error, Equatable, CustomStringConvertible {
  case portInUse(UInt16)
  case portForbidden(UInt16)
  case unknownHost(String)
  case foreignHost(String)
  case failed(reason: String)

  /// Why nobody can listen at a host's port.
  init(_ error: any Error, host: String, port: UInt16) {
    switch (error as? IOError)?.errnoCode {
    case EADDRINUSE: self = .portInUse(port)
    case EACCES: self = .portForbidden(port)
    case EADDRNOTAVAIL: self = .foreignHost(host)
    case let code?: self = .failed(reason: SystemReason.words(forCode: code))
    case nil: self = .failed(reason: SystemReason.sentence(of: error))
    }
  }

  public var description: String {
    switch self {
    case .portInUse(let port):
      "Port \(port): in use, expected a free one. Stop what uses it or choose another --port."
    case .portForbidden(let port):
      "Port \(port): not allowed to this user, expected one that is. Choose a --port above 1023."
    case .unknownHost(let host):
      "Host '\(host)': no address found, expected a name or address of this machine. Check --host."
    case .foreignHost(let host):
      "Host '\(host)': not an address of this machine, expected one. Check --host."
    case .failed(let reason):
      "Preview server: \(reason), expected to listen. Start it again."
    }
  }
}
