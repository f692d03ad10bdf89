import Foundation
import Support
import Synchronization

/// Answers requests: the files of a folder, to each page in view whether it has changed and what is wrong, and what a
/// page asks to have done.
///
/// A page in view asks some times a second. Events that the server sends would need a connection for each
/// page, and browsers open six to a server.
package final class Responder: Sendable {
  package struct Request {
    var method: String
    /// The path and what follows it, as sent.
    var target: String
    /// The values of all headers Host.
    var hosts: [String]
    /// The number and the port of this machine that the connection leads to.
    var address: String
    var port: Int
    /// The values of all headers Origin, and of all that have a token (``Permission``).
    var origins: [String]
    var tokens: [String]
    var body = Data()

    package init(
      method: String, target: String, hosts: [String], address: String, port: Int,
      origins: [String] = [], tokens: [String] = [], body: Data = Data()
    ) {
      (self.method, self.target, self.hosts) = (method, target, hosts)
      (self.address, self.port) = (address, port)
      (self.origins, self.tokens, self.body) = (origins, tokens, body)
    }

    /// Without what follows the path.
    var path: String {
      let end = target.firstIndex(of: "?") ?? target.endIndex
      return String(target[..<end])
    }

    /// What is to be done, such as `"start"`; nil for a request that reads.
    var action: String? {
      guard method == "POST", path.hasPrefix(Responder.actionPath) else { return nil }
      return String(path.dropFirst(Responder.actionPath.count))
    }
  }

  /// Does what the name of an action and the body of a request ask for. It is waited for, and so must not take long.
  package typealias Action = @Sendable (_ name: String, _ body: Data) -> Answer

  private struct State {
    var trouble: String?
    var work: JSONValue?
    var action: Action?
    /// When each page asked last.
    var asked: [String: ContinuousClock.Instant] = [:]
  }

  /// What a page asks for.
  static let statePath = "/state"
  /// Before the name of an action.
  static let actionPath = "/runs/"
  /// Of a request that has something done.
  package static let largestBody = 16_384
  /// A page that asked in this time is in view: longer than a busy machine takes to load one.
  private static let recent = Duration.seconds(10)

  private let folder: PageFolder
  /// The name that the server was asked to listen at.
  private let host: String
  /// Nil where nothing is done for anybody.
  package let permission: Permission?
  private let state = Mutex(State())

  package init(folder: URL, host: String, permission: Permission? = nil) {
    (self.folder, self.host, self.permission) = (PageFolder(folder), host, permission)
  }

  /// What is shown over every page; nil for nothing.
  package var trouble: String? {
    get { state.withLock(\.trouble) }
    set { state.withLock { $0.trouble = newValue } }
  }

  /// What is being done for a page, told to all of them; nil for nothing.
  package var work: JSONValue? {
    get { state.withLock(\.work) }
    set { state.withLock { $0.work = newValue } }
  }

  /// Does what pages ask for, or nothing any longer.
  package func act(_ action: Action?) { state.withLock { $0.action = action } }

  /// The paths of the pages that a browser shows.
  package var pagesInView: Set<String> {
    let earliest = ContinuousClock.now - Self.recent
    return state.withLock { Set($0.asked.filter { $0.value > earliest }.keys) }
  }

  /// Whether the body of a request is waited for, as of one that may have something done.
  package func takesBody(of request: Request) -> Bool {
    guard request.action != nil, let permission else { return false }
    return permission.refusal(of: request) == nil
  }

  package func answer(to request: Request) -> Answer {
    if let action = request.action { return answer(to: request, action) }
    guard request.hosts.count == 1 else {
      return .refusal(400, "A request names one host.")
    }
    guard isOwn(request.hosts[0], request) else {
      return .refusal(421, "This server answers to its own address alone.")
    }
    guard ["GET", "HEAD"].contains(request.method) else {
      return .refusal(405, "Only GET and HEAD are answered.")
    }
    let path = request.path
    if path == Self.statePath { return stateAnswer(to: request.target) }
    // Before the file is read, so that a change between the two is seen as one.
    let stamp = folder.stamp(of: path)
    var answer = folder.answer(at: path)
    if let stamp, answer.type.hasPrefix("text/html") {
      answer.body = LiveScript.added(to: answer.body, stamp: stamp, token: permission?.token)
    }
    return answer
  }

  private func answer(to request: Request, _ action: String) -> Answer {
    guard let permission else {
      return .refusal(403, "A preview that other machines can reach has nothing done.")
    }
    if let refusal = permission.refusal(of: request) { return refusal }
    guard let act = state.withLock(\.action) else {
      return .refusal(503, "The preview is not ready. Ask again.")
    }
    return act(action, request.body)
  }

  /// A foreign name in Host is a page elsewhere that had its name lead to this machine, in order to read what
  /// is served here. Such a page has neither our names nor the number that it reached us by.
  private func isOwn(_ name: String, _ request: Request) -> Bool {
    let name = name.lowercased()
    return ["localhost", "127.0.0.1", "::1", host.lowercased(), request.address].contains { own in
      let shown = own.contains(":") ? "[\(own)]" : own
      return name == "\(shown):\(request.port)" || (request.port == 80 && name == shown)
    }
  }

  private func stateAnswer(to target: String) -> Answer {
    struct Words: Encodable {
      /// That of the page's file.
      var stamp: String?
      var trouble: String?
      var work: JSONValue?
    }
    let page = URLComponents(string: target)?.queryItems?.first { $0.name == "page" }?.value ?? "/"
    let stamp = folder.stamp(of: page)
    let words = state.withLock { state in
      // A path without a file is not kept, so that nobody fills the table.
      if stamp != nil { state.asked[page] = .now }
      return Words(stamp: stamp, trouble: state.trouble, work: state.work)
    }
    return .json((try? CanonicalJSON.encode(words)) ?? Data())
  }
}
