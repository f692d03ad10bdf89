import Foundation
import Preview
import TestSupport
import Testing

@Suite struct PageFolderTests {
  let directory: TemporaryDirectory
  let pages: PageFolder

  init() throws {
    directory = try TemporaryDirectory()
    let root = directory.url.appendingPathComponent("out")
    let files = FileManager.default
    try files.createDirectory(
      at: root.appendingPathComponent("chapters"), withIntermediateDirectories: true)
    try Data("<p>whole</p>".utf8).write(to: root.appendingPathComponent("report.html"))
    try Data("<p>part</p>".utf8).write(to: root.appendingPathComponent("chapters/a b.html"))
    try Data("own".utf8).write(to: root.appendingPathComponent(".hidden"))
    try Data("secret".utf8).write(to: directory.url.appendingPathComponent("secret"))
    try files.createSymbolicLink(
      at: root.appendingPathComponent("link.html"),
      withDestinationURL: directory.url.appendingPathComponent("secret"))
    pages = PageFolder(root, host: "127.0.0.1")
  }

  @Test(arguments: [
    ("/", "<p>whole</p>"), ("/report.html", "<p>whole</p>"),
    ("/chapters/a%20b.html", "<p>part</p>")
  ]) func givesFilesBelowTheFolder(path: String, text: String) {
    let answer = pages.answer(method: "GET", path: path, host: "127.0.0.1:8024")
    #expect(answer.status == 200 && answer.type == "text/html; charset=utf-8")
    #expect(String(decoding: answer.body, as: UTF8.self) == text)
  }

  @Test(arguments: [
    "", "/../secret", "/%2e%2e/secret", "/chapters/..%2f..%2fsecret", "/chapters/../../secret",
    "//secret", "/.hidden", "/link.html", "/chapters", "/chapters/", "/none.html",
    "/report.html%00",
    "/..%5csecret", "/%zz"
  ]) func givesNothingElse(path: String) {
    let answer = pages.answer(method: "GET", path: path, host: "localhost:8024")
    #expect(answer.status == 404)
  }

  @Test(arguments: ["POST", "PUT", "DELETE", "OPTIONS"]) func readsOnly(method: String) {
    #expect(pages.answer(method: method, path: "/", host: "localhost").status == 405)
  }

  @Test(arguments: [
    ("127.0.0.1:8024", true), ("127.0.0.1", true), ("localhost:1", true), ("LOCALHOST", true),
    ("[::1]:8024", true), ("192.168.1.4:8024", true), ("evil.example:8024", false),
    ("127.0.0.1.evil.example", false), ("", false), (nil, false)
  ]) func answersToItsOwnNamesOnly(host: String?, isAnswered: Bool) {
    let status = pages.answer(method: "GET", path: "/", host: host).status
    #expect(status == (isAnswered ? 200 : 421))
  }

  @Test func answersToTheNameThatItWasGiven() {
    let named = PageFolder(pages.folder, host: "desk.local")
    #expect(named.allows("Desk.local:8024") && !named.allows("desk.locale"))
  }

  @Test func stampTellsAChange() throws {
    let before = pages.stamp(of: "/")
    #expect(before == pages.stamp(of: "/report.html"))
    try Data("<p>other words</p>".utf8).write(
      to: pages.folder.appendingPathComponent("report.html"))
    #expect(before != pages.stamp(of: "/"))
    #expect(pages.stamp(of: "/none.html") == "none")
  }

  @Test func scriptStandsBeforeTheEndOfThePage() {
    let page = LiveScript.added(to: Data("<body></body>text</body></html>".utf8), stamp: "7-1")
    let text = String(decoding: page, as: UTF8.self)
    #expect(
      text.hasPrefix("<body></body>text<script>") && text.hasSuffix("</script></body></html>"))
    #expect(text.contains("shown = \"7-1\""))
  }
}
