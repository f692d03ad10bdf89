import Foundation
import Preview
import TestSupport
import Testing

@Suite(.waiting) struct PreviewServerTests {
  let directory: TemporaryDirectory
  let server: PreviewServer
  private var port: UInt16 { UInt16(URL(string: server.address)?.port ?? 0) }

  init() throws {
    directory = try TemporaryDirectory()
    try Data("<p>whole</p>".utf8).write(to: directory.url.appendingPathComponent("report.html"))
    server = try PreviewServer(folder: directory.url, host: "127.0.0.1", port: 0)
  }

  @Test func clientsThatWaitKeepNobodyOutAndLeaveNothingBehind() async throws {
    defer { server.stop() }
    let silent = (1...200).compactMap { _ in RawHTTP.connection(to: port) }
    #expect(silent.count == 200)
    #expect(await RawHTTP.get(port: port, "/")?.contains("<p>whole</p>") == true)
    #expect(server.connections.count <= OpenConnections.most)
    for client in silent { close(client) }
    try await eventually("all connections are closed") { server.connections.count == 0 }
  }

  @Test func aRefusalArrivesThoughMoreIsSent() async throws {
    defer { server.stop() }
    let long = String(repeating: "a", count: 300_000)
    let answer = await RawHTTP.answer(port: port, to: "GET /\(long) HTTP/1.1\r\n\r\n")
    #expect(RawHTTP.status(of: answer) == 431)
    try await eventually("all connections are closed") { server.connections.count == 0 }
  }

  @Test func saysWhyItCannotListen() throws {
    defer { server.stop() }
    func failure(_ host: String, _ port: UInt16) -> PreviewError? {
      #expect(throws: PreviewError.self) {
        try PreviewServer(folder: directory.url, host: host, port: port)
      }
    }
    #expect(failure("127.0.0.1", port) == .portInUse(port))
    #expect(failure("no-such-name.invalid", 0) == .unknownHost("no-such-name.invalid"))
    #expect(failure("192.0.2.1", 0) == .foreignHost("192.0.2.1"))
  }

  @Test func endsWhenItIsTold() async throws {
    #expect(server.isListening)
    server.stop()
    #expect(!server.isListening)
    #expect(await RawHTTP.get(port: port, "/") == nil)
  }
}
