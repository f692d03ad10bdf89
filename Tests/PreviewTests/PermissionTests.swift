import Foundation
import Preview
import TestSupport
import Testing

/// Who may have something done.
@Suite struct PermissionTests {
  let directory: TemporaryDirectory
  let responder: Responder
  private let token: String

  init() throws {
    directory = try TemporaryDirectory()
    try Data("<body></body>".utf8).write(to: directory.url.appendingPathComponent("report.html"))
    let permission = Permission()
    token = permission.token
    responder = Responder(folder: directory.url, host: "127.0.0.1", permission: permission)
    responder.act { name, body in .refusal(202, "\(name) \(String(decoding: body, as: UTF8.self))")
    }
  }

  private func request(
    _ target: String = "/runs/start", method: String = "POST", host: String = "127.0.0.1:8024",
    address: String = "127.0.0.1", origins: [String] = ["http://127.0.0.1:8024"],
    tokens: [String]? = nil
  ) -> Responder.Request {
    .init(
      method: method, target: target, hosts: [host], address: address, port: 8024,
      origins: origins, tokens: tokens ?? [token], body: Data("body".utf8))
  }

  private func words(_ answer: Answer) -> String { String(decoding: answer.body, as: UTF8.self) }

  @Test(arguments: ["127.0.0.1:8024", "localhost:8024", "[::1]:8024"])
  func aPageOfTheServerHasItDone(host: String) {
    let request = request(host: host, origins: ["http://\(host)"])
    #expect(responder.takesBody(of: request))
    let answer = responder.answer(to: request)
    #expect(answer.status == 202 && words(answer) == "start body\n")
  }

  @Test func whoDoesNotKnowTheTokenHasNot() {
    var other = token
    other.replaceSubrange(other.startIndex...other.startIndex, with: token.first == "0" ? "1" : "0")
    for tokens in [
      [], [""], [other], [String(token.dropLast())], [token + "0"], [token, token],
      [token.uppercased() + " "]
    ] {
      let request = request(tokens: tokens)
      #expect(responder.answer(to: request).status == 403, "\(tokens)")
      #expect(!responder.takesBody(of: request))
    }
  }

  @Test(arguments: [
    [], ["null"], ["http://evil.example"], ["http://localhost:8024"], ["https://127.0.0.1:8024"],
    ["http://127.0.0.1"], ["http://127.0.0.1:80240"], ["http://127.0.0.1:8024.evil.example"],
    ["http://127.0.0.1:8024", "http://127.0.0.1:8024"], ["http://127.0.0.1:8024/"]
  ]) func aPageFromElsewhereHasNot(origins: [String]) {
    let request = request(origins: origins)
    #expect(responder.answer(to: request).status == 403)
    #expect(!responder.takesBody(of: request))
  }

  @Test(arguments: [
    "evil.example:8024", "127.0.0.1:1", "127.0.0.1", "192.168.1.4:8024", "localhost", "0.0.0.0:8024"
  ]) func aForeignHostHasNot(host: String) {
    let request = request(host: host, origins: ["http://\(host)"])
    #expect(responder.answer(to: request).status == 403)
  }

  @Test func aConnectionFromAnotherMachineHasNot() {
    #expect(responder.answer(to: request(address: "192.168.1.4")).status == 403)
  }

  @Test func nothingElseIsDone() {
    for (target, method) in [
      ("/", "POST"), ("/state", "POST"), ("/runs", "POST"), ("/runs/start", "PUT"),
      ("/runs/start", "OPTIONS")
    ] {
      #expect(
        responder.answer(to: request(target, method: method)).status == 405, "\(method) \(target)")
    }
    #expect(responder.answer(to: request(method: "GET")).status == 404)
  }

  @Test func aServerOfOtherMachinesDoesNothingAndGivesNoToken() {
    let open = Responder(folder: directory.url, host: "0.0.0.0")
    open.act { _, _ in .refusal(202, "") }
    #expect(open.answer(to: request()).status == 403)
    func page(_ responder: Responder) -> String {
      words(responder.answer(to: request("/", method: "GET")))
    }
    #expect(page(open).contains("token = \"\""))
    #expect(page(responder).contains("token = \"\(token)\""))
  }

  @Test func untilThereIsSomebodyNothingIsDone() {
    responder.act(nil)
    #expect(responder.answer(to: request()).status == 503)
    #expect(responder.answer(to: request(tokens: [""])).status == 403)
  }

  @Test func tokensAreLongAndNotTheSameTwice() {
    let tokens = (0..<50).map { _ in Permission().token }
    #expect(Set(tokens).count == 50 && tokens.allSatisfy { $0.count == 64 })
  }

  @Test func allPagesAreToldWhatIsBeingDone() throws {
    responder.work = .object(["phase": .string("running")])
    let state = responder.answer(to: request("/state?page=/", method: "GET"))
    let told = try JSONSerialization.jsonObject(with: state.body) as? [String: Any]
    #expect((told?["work"] as? [String: String]) == ["phase": "running"])
  }
}
