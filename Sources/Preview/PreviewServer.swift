import FlyingFox
import FlyingSocks
import Foundation

/// Serves a folder of pages over HTTP and reloads them in the browser when told.
public final class PreviewServer: Sendable {
  private let folder: PageFolder
  private let events: EventChannel
  private let address: any SocketAddress
  private let host: String
  private let port: UInt16

  /// - Parameters:
  ///   - folder: Only files below it are served.
  ///   - host: A name or address of this machine, e.g. `"127.0.0.1"`.
  ///   - port: 0 for any that is free.
  /// - Throws: ``PreviewError/unknownHost(_:)``.
  public init(folder: URL, host: String, port: UInt16) throws(PreviewError) {
    let pages = PageFolder(folder, host: host)
    self.folder = pages
    events = EventChannel { pages.stamp(of: $0) }
    address = try HostAddress.resolve(host, port: port)
    (self.host, self.port) = (host, port)
  }

  /// The paths of the pages that are open in a browser.
  public var openPages: Set<String> { events.pages }

  /// Reloads every open page whose file has changed, and takes away what went wrong before.
  public func refresh() { events.tell(trouble: nil) }

  /// Shows `message` over every open page.
  public func show(trouble message: String) { events.tell(trouble: message) }

  /// Serves until the task is cancelled.
  ///
  /// - Parameter listening: Called once with the address to open in a browser.
  /// - Throws: ``PreviewError``.
  public func run(listening: @escaping @Sendable (String) -> Void) async throws(PreviewError) {
    let server = HTTPServer(address: address, logger: .disabled)
    await server.appendRoute("*") { request in self.respond(to: request) }
    let serving = Task { try await server.run() }
    let telling = Task {
      try await server.waitUntilListening()
      listening(Self.location(of: await server.listeningAddress, host: host, port: port))
    }
    defer { telling.cancel() }
    do {
      try await withTaskCancellationHandler {
        try await serving.value
      } onCancel: {
        serving.cancel()
      }
    } catch {
      throw reason(for: error)
    }
  }

  private static func location(
    of address: Socket.Address?, host: String, port: UInt16
  ) -> String {
    var (name, number) = (host, port)
    switch address {
    case .ip4(_, let port), .ip6(_, let port): number = port
    default: break
    }
    if host.contains(":") { name = "[\(host)]" }
    return "http://\(name):\(number)/"
  }

  private func respond(to request: HTTPRequest) -> HTTPResponse {
    let path = request.path
    if path == "/events", request.method == .GET, folder.allows(request.headers[.host]) {
      let page = request.query.first { $0.name == "page" }?.value ?? "/"
      return HTTPResponse(
        statusCode: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
        body: HTTPBodySequence(from: events.open(page: page)))
    }
    // Before the file is read, so that a change between the two is seen as one.
    let stamp = folder.stamp(of: path)
    var answer = folder.answer(
      method: request.method.rawValue, path: path, host: request.headers[.host])
    if answer.status == 200, answer.type.hasPrefix("text/html") {
      answer.body = LiveScript.added(to: answer.body, stamp: stamp)
    }
    var headers: HTTPHeaders = [
      .contentType: answer.type, .cacheControl: "no-store",
      .contentLength: String(answer.body.count)
    ]
    headers[HTTPHeader("X-Content-Type-Options")] = "nosniff"
    if answer.status == 405 { headers[HTTPHeader("Allow")] = "GET, HEAD" }
    let body = request.method == .HEAD ? Data() : answer.body
    return HTTPResponse(statusCode: Self.status(answer.status), headers: headers, body: body)
  }

  private static func status(_ code: Int) -> HTTPStatusCode {
    switch code {
    case 200: .ok
    case 405: .methodNotAllowed
    case 421: .misdirectedRequest
    default: .notFound
    }
  }

  private func reason(for error: any Error) -> PreviewError {
    guard case .failed(_, let number, let message)? = error as? SocketError else {
      return .failed(reason: "\(error)")
    }
    switch number {
    case EADDRINUSE: return .portInUse(port)
    case EACCES: return .portForbidden(port)
    case EADDRNOTAVAIL: return .foreignHost(host)
    default: return .failed(reason: message)
    }
  }
}
