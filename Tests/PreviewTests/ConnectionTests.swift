import Foundation
import NIOCore
import NIOEmbedded
import Preview
import TestSupport
import Testing

/// Connections without a network, whose clock the test moves.
@Suite struct ConnectionTests {
  let directory: TemporaryDirectory
  let channel = EmbeddedChannel()

  init() throws {
    directory = try TemporaryDirectory()
    try Data("<p>whole</p>".utf8).write(to: directory.url.appendingPathComponent("report.html"))
    try Data("1,2\n".utf8).write(to: directory.url.appendingPathComponent("a.csv"))
    channel.localAddress = try SocketAddress(ipAddress: "::ffff:192.168.1.4", port: 8024)
    try Connection.serve(Responder(folder: directory.url, host: "127.0.0.1"), on: channel)
    channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 9), promise: nil)
  }

  private static func request(_ target: String, method: String = "GET", _ headers: String...)
    -> String
  {
    let lines = ["\(method) \(target) HTTP/1.1", "Host: 192.168.1.4:8024"] + headers
    return lines.map { $0 + "\r\n" }.joined() + "\r\n"
  }

  /// What comes back.
  private func send(_ text: String) throws -> String {
    try channel.writeInbound(ByteBuffer(string: text))
    var answer = ""
    while let piece = try channel.readOutbound(as: ByteBuffer.self) {
      answer += String(buffer: piece)
    }
    return answer
  }

  @Test func answersOneRequestAfterAnother() throws {
    for _ in 1...3 {
      let answer = try send(Self.request("/a.csv"))
      #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.hasSuffix("\r\n\r\n1,2\n"))
      #expect(channel.isActive && !answer.contains("Connection: close"))
      channel.embeddedEventLoop.advanceTime(by: .seconds(19))
    }
    let head = try send(Self.request("/a.csv", method: "HEAD"))
    #expect(head.contains("Content-Length: 4\r\n") && head.hasSuffix("\r\n\r\n"))
    let last = try send(Self.request("/", "Connection: close"))
    #expect(last.contains("<p>whole</p>") && last.contains("Connection: close"))
    #expect(!channel.isActive)
  }

  enum TooLarge: CaseIterable {
    case address, unfinishedAddress, name, value, all, count

    var request: String {
      let long = String(repeating: "a", count: 100_000)
      return switch self {
      case .address: ConnectionTests.request("/\(long)")
      case .unfinishedAddress: "GET /\(long.prefix(17_000))"
      case .name: ConnectionTests.request("/", "\(long): x")
      case .value: ConnectionTests.request("/", "X: \(long)")
      case .all: "GET / HTTP/1.1\r\n" + String(repeating: "X: \(long.prefix(900))\r\n", count: 20)
      case .count: "GET / HTTP/1.1\r\n" + String(repeating: "X: 1\r\n", count: 101) + "\r\n"
      }
    }
  }

  @Test(arguments: TooLarge.allCases) func aHeadHasItsBound(head: TooLarge) throws {
    let answer = try send(head.request)
    #expect(answer.hasPrefix("HTTP/1.1 431 "), "\(answer.prefix(80))")
    #expect(answer.contains("Connection: close") && !channel.isActive)
  }

  @Test(arguments: [
    "\u{16}\u{3}\u{1}\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/1.1\r\nHost 127.0.0.1\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: 192.168.1.4:8024\r\nHost: 192.168.1.4:8024\r\nConnection: close\r\n\r\n"
  ]) func whatIsNoRequestIsRefused(request: String) throws {
    #expect(try send(request).hasPrefix("HTTP/1.1 400 "))
    #expect(!channel.isActive)
  }

  @Test func whoSendsSlowlyIsLetGo() throws {
    for letter in Self.request("/").prefix(19) {
      #expect(try send(String(letter)) == "")
      channel.embeddedEventLoop.advanceTime(by: .seconds(1))
    }
    #expect(channel.isActive)
    channel.embeddedEventLoop.advanceTime(by: .seconds(1))
    #expect(!channel.isActive)
  }

  @Test func whoAsksNoMoreIsLetGo() throws {
    _ = try send(Self.request("/"))
    channel.embeddedEventLoop.advanceTime(by: .seconds(19))
    #expect(channel.isActive)
    channel.embeddedEventLoop.advanceTime(by: .seconds(1))
    #expect(!channel.isActive)
  }

  /// A server that does what a page asks for; its headers.
  private func doing() throws -> (channel: EmbeddedChannel, headers: [String]) {
    let permission = Permission()
    let responder = Responder(folder: directory.url, host: "127.0.0.1", permission: permission)
    responder.act { name, body in .refusal(202, "\(name) of \(body.count)") }
    let channel = EmbeddedChannel()
    channel.localAddress = try SocketAddress(ipAddress: "127.0.0.1", port: 8024)
    try Connection.serve(responder, on: channel)
    channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 9), promise: nil)
    let headers = ["Host: 127.0.0.1:8024", "Origin: http://127.0.0.1:8024"]
    return (channel, headers + ["\(Permission.header): \(permission.token)"])
  }

  private func send(_ lines: [String], _ body: String = "", on channel: EmbeddedChannel) throws
    -> String
  {
    let head = (["POST /runs/start HTTP/1.1"] + lines).map { $0 + "\r\n" }.joined() + "\r\n"
    try channel.writeInbound(ByteBuffer(string: head + body))
    var answer = ""
    while let piece = try channel.readOutbound(as: ByteBuffer.self) {
      answer += String(buffer: piece)
    }
    return answer
  }

  @Test func theBodyOfWhatIsToBeDoneIsWaitedFor() throws {
    let (channel, headers) = try doing()
    for _ in 1...2 {
      #expect(try send(headers + ["Content-Length: 5"], "abc", on: channel) == "")
      try channel.writeInbound(ByteBuffer(string: "de"))
      var answer = ""
      while let piece = try channel.readOutbound(as: ByteBuffer.self) {
        answer += String(buffer: piece)
      }
      #expect(answer.hasPrefix("HTTP/1.1 202 ") && answer.hasSuffix("start of 5\n"))
      #expect(channel.isActive)
    }
    #expect(try send(headers + ["Content-Length: 5"], "abc", on: channel) == "")
    channel.embeddedEventLoop.advanceTime(by: .seconds(20))
    #expect(!channel.isActive)
  }

  @Test(arguments: [
    ("Content-Length: 16385", 413), ("Content-Length: 1000000000", 413),
    ("Transfer-Encoding: chunked", 411)
  ]) func aLargeBodyIsNotWaitedFor(header: String, status: Int) throws {
    let (channel, headers) = try doing()
    #expect(try send(headers + [header], on: channel).hasPrefix("HTTP/1.1 \(status) "))
    #expect(!channel.isActive)
  }

  @Test func norIsThatOfAStranger() throws {
    let (channel, headers) = try doing()
    let stranger = Array(headers.dropLast()) + ["Content-Length: 5"]
    #expect(try send(stranger, on: channel).hasPrefix("HTTP/1.1 403 "))
    #expect(!channel.isActive)
  }

  @Test(arguments: [
    request("/", method: "POST", "Content-Length: 1000000000"),
    request("/", method: "POST", "Transfer-Encoding: chunked")
  ]) func aBodyIsNotWaitedFor(request: String) throws {
    #expect(try send(request).hasPrefix("HTTP/1.1 405 "))
    #expect(!channel.isActive)
  }
}
