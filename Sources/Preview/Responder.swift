import Foundation
import Support
import Synchronization

/// Answers requests: the files of a folder, and to each page in view whether it has changed and what is wrong.
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

    package init(method: String, target: String, hosts: [String], address: String, port: Int) {
      (self.method, self.target, self.hosts) = (method, target, hosts)
      (self.address, self.port) = (address, port)
    }
  }

  private struct State {
    var trouble: String?
    /// When each page asked last.
    var asked: [String: ContinuousClock.Instant] = [:]
  }

  /// What a page asks for.
  static let statePath = "/state"
  /// A page that asked in this time is in view: longer than a busy machine takes to load one.
  private static let recent = Duration.seconds(10)

  private let folder: PageFolder
  /// The name that the server was asked to listen at.
  private let host: String
  private let state = Mutex(State())

  package init(folder: URL, host: String) { (self.folder, self.host) = (PageFolder(folder), host) }

  /// What is shown over every page; nil for nothing.
  package var trouble: String? {
    get { state.withLock(\.trouble) }
    set { state.withLock { $0.trouble = newValue } }
  }

  /// The paths of the pages that a browser shows.
  package var pagesInView: Set<String> {
    let earliest = ContinuousClock.now - Self.recent
    return state.withLock { Set($0.asked.filter { $0.value > earliest }.keys) }
  }

  package func answer(to request: Request) -> Answer {
    guard request.hosts.count == 1 else {
      return .refusal(400, "A request names one host.")
    }
    guard isOwn(request.hosts[0], request) else {
      return .refusal(421, "This server answers to its own address alone.")
    }
    guard ["GET", "HEAD"].contains(request.method) else {
      return .refusal(405, "Only GET and HEAD are answered.")
    }
    let parts = request.target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let path = String(parts[0])
    if path == Self.statePath { return stateAnswer(to: request.target) }
    // Before the file is read, so that a change between the two is seen as one.
    let stamp = folder.stamp(of: path)
    var answer = folder.answer(at: path)
    if let stamp, answer.type.hasPrefix("text/html") {
      answer.body = LiveScript.added(to: answer.body, stamp: stamp)
    }
    return answer
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
    }
    let page = URLComponents(string: target)?.queryItems?.first { $0.name == "page" }?.value ?? "/"
    let stamp = folder.stamp(of: page)
    let trouble = state.withLock { state in
      // A path without a file is not kept, so that nobody fills the table.
      if stamp != nil { state.asked[page] = .now }
      return state.trouble
    }
    let body = try? CanonicalJSON.encode(Words(stamp: stamp, trouble: trouble))
    return Answer(status: 200, type: "application/json", body: body ?? Data())
  }
}
