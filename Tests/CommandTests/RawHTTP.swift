import Foundation
import Testing

/// HTTP as bytes over a socket to this machine, so that a test can ask what no client would.
final class RawHTTP {
  private let socket: Int32
  private var received = Data()

  /// Connects and asks; `path` is sent as it is.
  ///
  /// - Returns: nil when nobody listens at `port`.
  init?(port: UInt16, method: String = "GET", _ path: String, host: String? = nil) {
    socket = Self.open()
    guard Self.withAddress(port, { connect(socket, $0, $1) }) == 0 else {
      close(socket)
      return nil
    }
    var patience = timeval(tv_sec: 1, tv_usec: 0)
    setsockopt(
      socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    let name = host ?? "127.0.0.1:\(port)"
    let request = Array(
      "\(method) \(path) HTTP/1.1\r\nHost: \(name)\r\nConnection: close\r\n\r\n".utf8)
    guard write(socket, request, request.count) == request.count else { return nil }
  }

  deinit { close(socket) }

  /// What came until `isEnough` of it or the end of the connection, for at most two minutes.
  func text(until isEnough: (String) -> Bool = { _ in false }) -> String {
    let end = Date().addingTimeInterval(120)
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while Date() < end {
      let text = String(decoding: received, as: UTF8.self)
      if isEnough(text) { return text }
      let count = read(socket, &piece, piece.count)
      if count > 0 {
        received += piece[..<count]
      } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
        break
      }
    }
    return String(decoding: received, as: UTF8.self)
  }

  /// The status of a whole answer; nil when nobody listens.
  static func status(port: UInt16, method: String = "GET", _ path: String, host: String? = nil)
    -> Int?
  {
    let answer = RawHTTP(port: port, method: method, path, host: host)?.text()
    return answer?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
  }

  /// A port that nobody listens at.
  static func freePort() throws -> UInt16 {
    let socket = open()
    defer { close(socket) }
    try #require(withAddress(0) { bind(socket, $0, $1) } == 0)
    var address = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket, $0, &size) }
    }
    try #require(status == 0)
    return UInt16(bigEndian: address.sin_port)
  }

  private static func open() -> Int32 {
    #if canImport(Darwin)
      Foundation.socket(AF_INET, SOCK_STREAM, 0)
    #else
      Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #endif
  }

  private static func withAddress(
    _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}
