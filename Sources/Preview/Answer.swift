import Foundation

/// What a request gets.
package struct Answer: Sendable, Equatable {
  package var status: Int
  package var type = "text/plain; charset=utf-8"
  package var body = Data()

  package static func refusal(_ status: Int, _ words: String) -> Answer {
    Answer(status: status, body: Data("\(words)\n".utf8))
  }

  package static func json(_ body: Data, status: Int = 200) -> Answer {
    Answer(status: status, type: "application/json", body: body)
  }

  /// The headers of every answer: nothing is kept, guessed at, framed, or read by pages from elsewhere.
  package var headers: [(name: String, value: String)] {
    [
      ("Content-Type", type), ("Content-Length", "\(body.count)"), ("Cache-Control", "no-store"),
      ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"),
      ("Cross-Origin-Resource-Policy", "same-origin"),
      ("Content-Security-Policy", isDocument ? Self.documentPolicy : "frame-ancestors 'none'")
    ] + (status == 405 ? [("Allow", "GET, HEAD")] : [])
  }

  /// What a browser runs scripts of; a viewer of PDFs may be made of scripts of its own, which no policy of
  /// ours is to stop.
  private var isDocument: Bool { type.hasPrefix("text/html") || type == "image/svg+xml" }

  /// A page is one file, with its scripts and styles inside, so that it also works from the disk. They are
  /// allowed as such: hashes made of the page that is served would allow whatever stands in it just as well.
  /// So are the module of its live figures and the worker that runs it, which are parts of the page, too.
  /// What remains is that a page loads from here alone, sends nothing elsewhere, and is framed by nobody.
  private static let documentPolicy =
    "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval'; worker-src blob:; style-src 'unsafe-inline'; "
    + "img-src 'self' data:; font-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    + "frame-ancestors 'none'"
}
