import FlyingSocks
import Foundation
import Synchronization

/// Server-sent events to every open page: `page` with the stamp of what it should show, or `trouble` with
/// what went wrong, as a JSON string.
final class EventChannel: Sendable {
  private struct State {
    var last = 0
    var streams: [Int: (page: String, stream: AsyncStream<[UInt8]>.Continuation)] = [:]
    var trouble: String?
  }

  private let state = Mutex(State())
  /// The stamp of the page at a path as it is now.
  private let stamp: @Sendable (String) -> String

  init(stamp: @escaping @Sendable (String) -> String) { self.stamp = stamp }

  /// The pages that are open, by the path of each.
  var pages: Set<String> { state.withLock { Set($0.streams.values.map(\.page)) } }

  /// One page's events, from what stands now on.
  func open(page: String) -> EventBytes {
    let (stream, continuation) = AsyncStream<[UInt8]>.makeStream()
    let number = state.withLock { state in
      state.last += 1
      state.streams[state.last] = (page, continuation)
      continuation.yield(event(for: page, trouble: state.trouble))
      return state.last
    }
    continuation.onTermination = { [weak self] _ in
      self?.state.withLock { _ = $0.streams.removeValue(forKey: number) }
    }
    return EventBytes(stream: stream)
  }

  /// Tells all pages, and those that open later, that the files are as they should be, or what is wrong.
  func tell(trouble: String?) {
    let streams = state.withLock { state in
      state.trouble = trouble
      return Array(state.streams.values)
    }
    for (page, stream) in streams { stream.yield(event(for: page, trouble: trouble)) }
  }

  private func event(for page: String, trouble: String?) -> [UInt8] {
    guard let trouble else { return Array("event: page\ndata: \(stamp(page))\n\n".utf8) }
    let quoted = (try? JSONEncoder().encode(trouble)) ?? Data("\"\"".utf8)
    return Array("event: trouble\ndata: ".utf8) + quoted + Array("\n\n".utf8)
  }
}

/// The events of one page as the bytes of a response that does not end.
struct EventBytes: AsyncBufferedSequence {
  typealias Element = UInt8

  let stream: AsyncStream<[UInt8]>

  func makeAsyncIterator() -> Iterator { Iterator(events: stream.makeAsyncIterator()) }

  struct Iterator: AsyncBufferedIteratorProtocol {
    var events: AsyncStream<[UInt8]>.Iterator
    private var rest: ArraySlice<UInt8> = []

    init(events: AsyncStream<[UInt8]>.Iterator) { self.events = events }

    mutating func next() async -> UInt8? {
      if rest.isEmpty { rest = await events.next()?[...] ?? [] }
      return rest.popFirst()
    }

    /// A whole event at once, however many bytes are asked for.
    mutating func nextBuffer(suggested count: Int) async -> [UInt8]? {
      if !rest.isEmpty {
        defer { rest = [] }
        return Array(rest)
      }
      return await events.next()
    }
  }
}
