import FlyingSocks
import Foundation

/// The address that a name or number stands for.
enum HostAddress {
  /// - Throws: ``PreviewError/unknownHost(_:)``.
  static func resolve(_ host: String, port: UInt16) throws(PreviewError) -> any SocketAddress {
    var hints = addrinfo()
    #if canImport(Darwin)
      hints.ai_socktype = SOCK_STREAM
    #else
      hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    #endif
    hints.ai_family = AF_UNSPEC
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, "\(port)", &hints, &found) == 0, let first = found else {
      throw .unknownHost(host)
    }
    defer { freeaddrinfo(first) }
    guard let address = first.pointee.ai_addr else { throw .unknownHost(host) }
    switch first.pointee.ai_family {
    case AF_INET: return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { $0.pointee }
    case AF_INET6:
      return address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { $0.pointee }
    default: throw .unknownHost(host)
    }
  }

  /// Whether `host` is an address as numbers.
  static func isLiteral(_ host: String) -> Bool {
    var (four, six) = (in_addr(), in6_addr())
    return inet_pton(AF_INET, host, &four) == 1 || inet_pton(AF_INET6, host, &six) == 1
  }
}
