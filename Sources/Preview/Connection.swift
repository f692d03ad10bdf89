import Foundation
import NIOCore
import NIOHTTP1

/// A browser's connection: one request after another, each answered as soon as its head is there, and its body where
/// it may have something done.
///
/// What a client can cost is bounded: by the size of a head and a body, by the time that a request may take to come and an
/// answer to be taken, and by the number of connections (``PreviewServer``). Other bodies are not waited for; a
/// client that sends one, or asks again before it has its answer, is let go after that answer.
package final class Connection: ChannelInboundHandler {
  package typealias InboundIn = HTTPServerRequestPart
  package typealias OutboundOut = HTTPServerResponsePart

  /// Of the address and all headers together, and of all headers.
  static let (largestHead, mostHeaders) = (16_384, 100)
  /// For the next head, for taking an answer, and for reading why there is none.
  static let (patience, delivery, farewell) = (
    TimeAmount.seconds(20), TimeAmount.seconds(60), TimeAmount.seconds(1)
  )

  private let responder: Responder
  private var deadline: Scheduled<Void>?
  private var isAnswering = false
  /// What is answered when its body is there.
  private var awaited: Responder.Request?
  /// Whether the connection ends with the answer that is given now.
  private var isLast = false

  private init(_ responder: Responder) { self.responder = responder }

  /// Makes `channel` speak HTTP.
  package static func serve(_ responder: Responder, on channel: any Channel) throws {
    var limits = NIOHTTPDecoderLimitConfiguration()
    limits.maxHeaderFieldSize = largestHead
    limits.maxHeaderListSize = largestHead
    limits.maxHeaderFieldCount = mostHeaders
    let decoder = HTTPRequestDecoder(
      leftOverBytesStrategy: .dropBytes, limitConfiguration: limits)
    try channel.pipeline.syncOperations.addHandlers([
      HTTPResponseEncoder(), ByteToMessageHandler(decoder), Connection(responder)
    ])
  }

  package func channelActive(context: ChannelHandlerContext) {
    close(context, after: Self.patience)
  }

  package func channelInactive(context: ChannelHandlerContext) {
    deadline?.cancel()
  }

  package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): take(head, context)
    case .body(let piece): awaited?.body.append(contentsOf: piece.readableBytesView)
    case .end:
      guard let request = awaited else { return }
      awaited = nil
      send(responder.answer(to: request), withBody: true, context)
    }
  }

  private func take(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    guard !isAnswering else {
      isLast = true
      return
    }
    let hasBody =
      head.headers.contains(name: "Transfer-Encoding")
      || head.headers.contains { $0.name.lowercased() == "content-length" && $0.value != "0" }
    let local = context.channel.localAddress
    // A connection by IPv4 to a socket of both kinds has its number in IPv6's form.
    let number = local?.ipAddress.map { $0.hasPrefix("::ffff:") ? String($0.dropFirst(7)) : $0 }
    let request = Responder.Request(
      method: head.method.rawValue, target: head.uri, hosts: head.headers["Host"],
      address: number ?? "", port: local?.port ?? 0, origins: head.headers["Origin"],
      tokens: head.headers[Permission.header])
    if responder.takesBody(of: request) {
      // The decoder lets no more through than was said.
      let length = head.headers["Content-Length"].first.flatMap(Int.init)
      if let length, length <= Responder.largestBody {
        isLast = !head.isKeepAlive
        awaited = request
        return
      }
      isLast = true
      let words = "A request's body says its length, of at most \(Responder.largestBody) bytes."
      return send(.refusal(length == nil ? 411 : 413, words), withBody: true, context)
    }
    isLast = !head.isKeepAlive || hasBody
    send(responder.answer(to: request), withBody: head.method != .HEAD, context)
  }

  /// A head that is none, or too large.
  package func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // What follows one, which is read and dropped until the refusal has arrived.
    if error is ByteToMessageDecoderError { return }
    guard let error = error as? HTTPParserError, !isAnswering else {
      context.close(promise: nil)
      return
    }
    isLast = true
    let answer: Answer =
      error == .headerOverflow
      ? .refusal(431, "A request's head has at most \(Self.largestHead) bytes.")
      : .refusal(400, "This is no request of HTTP/1.1.")
    send(answer, withBody: true, context)
  }

  private func send(_ answer: Answer, withBody: Bool, _ context: ChannelHandlerContext) {
    isAnswering = true
    close(context, after: Self.delivery)
    var head = HTTPResponseHead(
      version: .http1_1, status: HTTPResponseStatus(statusCode: answer.status),
      headers: HTTPHeaders(answer.headers.map { ($0.name, $0.value) }))
    if isLast { head.headers.add(name: "Connection", value: "close") }
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    if withBody {
      let body = context.channel.allocator.buffer(bytes: answer.body)
      context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
    }
    context.writeAndFlush(wrapOutboundOut(.end(nil))).assumeIsolated().whenSuccess {
      self.hasSent(context)
    }
  }

  private func hasSent(_ context: ChannelHandlerContext) {
    isAnswering = false
    guard isLast else { return close(context, after: Self.patience) }
    // Closed at once, with bytes unread, the connection would be reset, and the answer lost on its way.
    context.close(mode: .output, promise: nil)
    close(context, after: Self.farewell)
  }

  /// Closes the connection unless this is called again before.
  private func close(_ context: ChannelHandlerContext, after time: TimeAmount) {
    deadline?.cancel()
    let channel = context.channel
    deadline = context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
  }
}
