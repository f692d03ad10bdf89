import Foundation

/// HTTP as bytes over a socket to this machine, so that a test can ask what no client would.
public enum RawHTTP {
  /// Sends `request` as it is.
  ///
  /// - Returns: What came until the end of the connection, or for five seconds; nil when nobody listens at `port`.
  public static func answer(port: UInt16, to request: String) async -> String? {
    // A thread of its own, since tests share few.
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        guard let socket = connection(to: port) else { return continuation.resume(returning: nil) }
        defer { close(socket) }
        var patience = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(
          socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let bytes = Array(request.utf8)
        _ = send(socket, bytes, bytes.count, quietly)
        var (received, piece) = (Data(), [UInt8](repeating: 0, count: 1 << 16))
        while case let count = read(socket, &piece, piece.count), count > 0 {
          received += piece[..<count]
        }
        continuation.resume(returning: String(decoding: received, as: UTF8.self))
      }
    }
  }

  /// The answer to an ordinary request, with its head.
  public static func get(
    port: UInt16, method: String = "GET", _ path: String, host: String? = nil
  ) async -> String? {
    let name = host ?? "127.0.0.1:\(port)"
    return await answer(
      port: port,
      to: "\(method) \(path) HTTP/1.1\r\nHost: \(name)\r\nConnection: close\r\n\r\n")
  }

  /// The answer to a page's request to have something done.
  ///
  /// - Parameter headers: E.g. `["Origin": "http://127.0.0.1:8024"]`.
  public static func post(
    port: UInt16, _ path: String, headers: [String: String], _ body: String
  ) async -> String? {
    let own = ["Host": "127.0.0.1:\(port)", "Content-Length": "\(body.utf8.count)"]
    let lines = own.merging(headers) { $1 }.map { "\($0): \($1)\r\n" }.joined()
    return await answer(
      port: port, to: "POST \(path) HTTP/1.1\r\nConnection: close\r\n\(lines)\r\n\(body)")
  }

  /// The status of an answer; nil when there is none.
  public static func status(of answer: String?) -> Int? {
    answer?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
  }

  /// A connection that nothing was asked over yet; the caller closes it.
  public static func connection(to port: UInt16) -> Int32? {
    #if canImport(Darwin)
      let socket = Foundation.socket(AF_INET, SOCK_STREAM, 0)
    #else
      let socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status != 0 else { return socket }
    close(socket)
    return nil
  }

  /// A server that has closed the connection must not end the tests by SIGPIPE.
  private static var quietly: Int32 {
    #if canImport(Darwin)
      0
    #else
      Int32(MSG_NOSIGNAL)
    #endif
  }
}
