import NIOCore
import Synchronization

/// The connections of a server, never too many: with one more, that which is open longest is closed, so that
/// clients which only wait keep nobody out.
package final class OpenConnections: Sendable {
  /// Far more than a browser opens.
  package static let most = 64

  private let channels = Mutex<[any Channel]>([])

  package var count: Int { channels.withLock(\.count) }

  func add(_ channel: any Channel) {
    let oldest = channels.withLock { channels in
      channels.append(channel)
      return channels.count > Self.most ? channels.removeFirst() : nil
    }
    oldest?.close(promise: nil)
    channel.closeFuture.whenComplete { _ in
      self.channels.withLock { $0.removeAll { $0 === channel } }
    }
  }
}
