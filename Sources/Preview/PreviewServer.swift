import Foundation
import NIOCore
import NIOPosix

/// Serves a folder of pages over HTTP; each page in view reloads when its file has changed.
public final class PreviewServer: Sendable {
  /// What to open in a browser, e.g. `"http://127.0.0.1:8024/"`.
  public let address: String
  package let responder: Responder
  package let connections: OpenConnections
  private let loop: MultiThreadedEventLoopGroup
  private let listener: any Channel

  /// Listens from now on, until ``stop()``.
  ///
  /// - Parameters:
  ///   - folder: Only files below it are served.
  ///   - host: A name or address of this machine, e.g. `"127.0.0.1"`.
  ///   - port: 0 for any that is free.
  public init(folder: URL, host: String, port: UInt16) throws(PreviewError) {
    guard let place = try? SocketAddress.makeAddressResolvingHost(host, port: Int(port)) else {
      throw .unknownHost(host)
    }
    // Whoever reaches this server from elsewhere reads, and has nothing done.
    let isOurs = place.ipAddress.map(Permission.isLoopback) ?? false
    let responder = Responder(folder: folder, host: host, permission: isOurs ? Permission() : nil)
    let connections = OpenConnections()
    let loop = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    do {
      listener = try ServerBootstrap(group: loop)
        .serverChannelOption(.backlog, value: 128)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            connections.add(channel)
            try Connection.serve(responder, on: channel)
          }
        }
        .bind(to: place).wait()
    } catch {
      loop.shutdownGracefully { _ in }
      throw PreviewError(error, host: host, port: port)
    }
    (self.responder, self.connections, self.loop) = (responder, connections, loop)
    let name = host.contains(":") ? "[\(host)]" : host
    address = "http://\(name):\(listener.localAddress?.port ?? Int(port))/"
  }

  public var isListening: Bool { listener.isActive }

  /// The paths of the pages that a browser shows.
  public var pagesInView: Set<String> { responder.pagesInView }

  /// Shown over every page; nil for nothing.
  public var trouble: String? {
    get { responder.trouble }
    set { responder.trouble = newValue }
  }

  public func stop() { try? loop.syncShutdownGracefully() }
}
