import Foundation
import Preview
import TestSupport
import Testing

@Suite struct ResponderTests {
  let directory: TemporaryDirectory
  let responder: Responder

  private var report: URL { directory.url.appendingPathComponent("out/report.html") }

  init() throws {
    directory = try TemporaryDirectory()
    let root = directory.url.appendingPathComponent("out")
    let files = FileManager.default
    try files.createDirectory(
      at: root.appendingPathComponent("chapters"), withIntermediateDirectories: true)
    try Data("<p>whole</p>".utf8).write(to: root.appendingPathComponent("report.html"))
    try Data("<p>part</p>".utf8).write(to: root.appendingPathComponent("chapters/a b.html"))
    try Data("own".utf8).write(to: root.appendingPathComponent(".hidden"))
    try Data("%PDF".utf8).write(to: root.appendingPathComponent("report.pdf"))
    try Data("secret".utf8).write(to: directory.url.appendingPathComponent("secret"))
    try files.createSymbolicLink(
      at: root.appendingPathComponent("link.html"),
      withDestinationURL: directory.url.appendingPathComponent("secret"))
    mkfifo(root.appendingPathComponent("pipe.html").path, 0o600)
    responder = Responder(folder: root, host: "Desk.local")
  }

  private func answer(
    _ target: String, method: String = "GET", hosts: [String] = ["localhost:8024"], port: Int = 8024
  ) -> Answer {
    responder.answer(
      to: .init(
        method: method, target: target, hosts: hosts, address: "192.168.1.4", port: port))
  }

  private func state(of page: String) throws -> [String: String] {
    let answer = answer("/state?page=\(page)")
    #expect(answer.status == 200 && answer.type == "application/json")
    return try JSONDecoder().decode([String: String].self, from: answer.body)
  }

  @Test(arguments: [
    ("/", "<p>whole</p>"), ("/report.html", "<p>whole</p>"), ("/?a=b", "<p>whole</p>"),
    ("/chapters/a%20b.html", "<p>part</p>")
  ]) func givesFilesBelowTheFolder(path: String, text: String) {
    let answer = answer(path)
    #expect(answer.status == 200 && answer.type == "text/html; charset=utf-8")
    #expect(String(decoding: answer.body, as: UTF8.self).hasPrefix("\(text)<script>"))
  }

  @Test(arguments: [
    "", "/../secret", "/%2e%2e/secret", "/chapters/..%2f..%2fsecret", "/chapters/../../secret",
    "//secret", "/.hidden", "/link.html", "/chapters", "/chapters/", "/none.html",
    "/report.html%00", "/..%5csecret", "/%zz", "/pipe.html", "*", "http://localhost:8024/"
  ]) func givesNothingElse(path: String) {
    #expect(answer(path).status == 404)
  }

  @Test(arguments: ["POST", "PUT", "DELETE", "OPTIONS", "CONNECT"]) func readsOnly(method: String) {
    let answer = answer("/", method: method)
    #expect(answer.status == 405)
    #expect(answer.headers.contains { $0 == ("Allow", "GET, HEAD") })
  }

  @Test(arguments: [
    "127.0.0.1:8024", "localhost:8024", "LOCALHOST:8024", "[::1]:8024", "desk.local:8024",
    // The number that the connection leads to.
    "192.168.1.4:8024"
  ]) func answersToItsOwnNames(host: String) {
    #expect(answer("/", hosts: [host]).status == 200)
  }

  @Test(arguments: [
    "", "localhost", "localhost:1", "127.0.0.1", "127.0.0.1:80240", "[localhost]:8024",
    "[localhost]evil.com", "[::1]evil.com:8024", "192.168.1.5:8024", "10.0.0.1:8024",
    "0.0.0.0:8024", "2130706433:8024", "evil.example:8024", "127.0.0.1.evil.example:8024",
    "localhost:8024.evil.example", "evil@localhost:8024", "localhost.:8024", "desk.locale:8024",
    "localhost:8024, localhost:8024", " localhost:8024"
  ]) func answersToNoOther(host: String) {
    for target in ["/", "/state?page=/"] {
      #expect(answer(target, hosts: [host]).status == 421, "\(target)")
    }
  }

  @Test func aRequestNamesOneHost() {
    let own = "localhost:8024"
    for hosts in [[], [own, own], [own, "evil.example"], ["evil.example", own]] {
      #expect(answer("/", hosts: hosts).status == 400, "\(hosts)")
    }
  }

  @Test func theUsualPortNeedsNoNumber() {
    for host in ["localhost", "localhost:80", "[::1]"] {
      #expect(answer("/", hosts: [host], port: 80).status == 200, "\(host)")
    }
  }

  @Test func nothingIsFramedGuessedOrReadFromElsewhere() throws {
    func headers(_ target: String) -> [String: String] {
      Dictionary(uniqueKeysWithValues: answer(target).headers.map { ($0.name, $0.value) })
    }
    for target in ["/", "/report.pdf", "/none.html", "/state?page=/"] {
      let headers = headers(target)
      #expect(headers["X-Frame-Options"] == "DENY")
      #expect(headers["X-Content-Type-Options"] == "nosniff")
      #expect(headers["Cross-Origin-Resource-Policy"] == "same-origin")
      #expect(headers["Content-Security-Policy"]?.hasSuffix("frame-ancestors 'none'") == true)
    }
    let policy = try #require(headers("/")["Content-Security-Policy"])
    for part in [
      "default-src 'none'", "connect-src 'self'", "base-uri 'none'", "form-action 'none'"
    ] {
      #expect(policy.contains("\(part);"))
    }
  }

  @Test func aPageLearnsThatItChangedAndWhatIsWrong() throws {
    let before = try state(of: "/")
    #expect(try before == state(of: "/report.html") && before.keys.sorted() == ["stamp"])
    let page = String(decoding: answer("/").body, as: UTF8.self)
    #expect(try page.contains("shown = \"\(#require(before["stamp"]))\""))
    responder.trouble = "line 3: \"x\" <y>"
    #expect(try state(of: "/")["trouble"] == "line 3: \"x\" <y>")
    responder.trouble = nil
    try Data("<p>other words</p>".utf8).write(to: report)
    let after = try state(of: "/")
    #expect(after["stamp"] != before["stamp"] && after["trouble"] == nil)
    // A page that is being put in place does not reload into nothing.
    try FileManager.default.removeItem(at: report)
    #expect(try state(of: "/") == [:])
  }

  @Test func aPageThatAskedIsInView() throws {
    #expect(responder.pagesInView.isEmpty)
    _ = try state(of: "/")
    _ = try state(of: "%2Fchapters%2Fa%2520b.html")
    _ = try state(of: "/none.html")
    #expect(responder.pagesInView == ["/", "/chapters/a%20b.html"])
  }

  @Test func scriptStandsBeforeTheEndOfThePage() {
    let page = LiveScript.added(
      to: Data("<body></body>text<body></body></html>".utf8), stamp: "7-1")
    let text = String(decoding: page, as: UTF8.self)
    #expect(text.hasPrefix("<body></body>text<body><script>"))
    #expect(text.hasSuffix("</script></body></html>"))
  }
}
