/// Who may have something done: a page that this server has served, on this machine.
///
/// Pages from elsewhere can send requests here, too, since a browser sends for whoever asks. They do not know the token, which
/// stands in served pages alone; a header of its own makes the browser ask first whether it may be sent, which nobody
/// answers; and the browser names in `Origin` where they are from.
package struct Permission: Sendable {
  /// The header that has it.
  package static let header = "X-Preview-Token"
  /// 256 bits that nobody can guess.
  package let token: String

  package init() {
    var generator = SystemRandomNumberGenerator()
    token = (0..<4).map { _ in
      let digits = String(UInt64.random(in: .min ... .max, using: &generator), radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  /// Why `request` may not have anything done; nil where it may.
  func refusal(of request: Responder.Request) -> Answer? {
    let hosts = ["127.0.0.1", "localhost", "[::1]"].map { "\($0):\(request.port)" }
    guard request.hosts.count == 1, hosts.contains(request.hosts[0].lowercased()),
      Self.isLoopback(request.address)
    else { return .refusal(403, "Only this machine's own address may have something done.") }
    guard request.origins == ["http://\(request.hosts[0])"] else {
      return .refusal(403, "Only a page of this server may have something done.")
    }
    guard request.tokens.count == 1, isToken(request.tokens[0]) else {
      return .refusal(403, "This page is of another start of the preview. Load it again.")
    }
    return nil
  }

  /// The number of an address that leads to this machine from this machine alone.
  static func isLoopback(_ address: String) -> Bool {
    address.hasPrefix("127.") || address == "::1"
  }

  /// As long for every text of the token's length, so that the time tells nobody how much of it was right.
  private func isToken(_ text: String) -> Bool {
    let (given, own) = (Array(text.utf8), Array(token.utf8))
    guard given.count == own.count else { return false }
    return zip(given, own).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
