import Foundation
import Support

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// One download to a file, continued from what the file already holds.
///
/// Asks for the missing bytes with `Range`; a server that answers 200 sends all again, and the file
/// starts anew.
final class Download: NSObject, URLSessionDataDelegate, @unchecked Sendable {
  // URLSession calls the delegate on one serial queue, and `run` reads only after `ended`.
  private let source: URL
  private let target: URL
  private let progress: @Sendable (Int64, Int64?) -> Void
  private let ended = DispatchSemaphore(value: 0)
  private var handle: FileHandle?
  private var received: Int64 = 0
  private var total: Int64?
  private var failure: DatasetError?
  private var status = 0

  init(
    from source: URL, to target: URL, progress: @escaping @Sendable (Int64, Int64?) -> Void
  ) {
    (self.source, self.target, self.progress) = (source, target, progress)
  }

  /// Downloads to the end of the file.
  ///
  /// - Throws: `downloadFailed`, with what has arrived kept, or `cannotWrite`.
  func run(timeout: Double) throws(DatasetError) {
    if !FileManager.default.fileExists(atPath: target.path),
      !FileManager.default.createFile(atPath: target.path, contents: nil)
    {
      throw .cannotWrite(target.path, reason: SystemReason.words(forCode: errno))
    }
    do {
      let handle = try FileHandle(forWritingTo: target)
      received = Int64(try handle.seekToEnd())
      self.handle = handle
    } catch {
      throw .cannotWrite(target.path, reason: SystemReason.words(for: error))
    }
    defer { try? handle?.close() }
    var request = URLRequest(url: source)
    request.timeoutInterval = timeout
    request.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
    if received > 0 { request.setValue("bytes=\(received)-", forHTTPHeaderField: "Range") }
    let settings = URLSessionConfiguration.ephemeral
    settings.timeoutIntervalForRequest = timeout
    let session = URLSession(configuration: settings, delegate: self, delegateQueue: nil)
    session.dataTask(with: request).resume()
    ended.wait()
    session.invalidateAndCancel()
    if let failure {
      if received == 0 { try? FileManager.default.removeItem(at: target) }
      throw failure
    }
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
  ) {
    guard let response = response as? HTTPURLResponse else {
      failure = .downloadFailed(source.absoluteString, reason: "no answer in HTTP")
      return completionHandler(.cancel)
    }
    status = response.statusCode
    let length = response.expectedContentLength
    switch status {
    case 206
    where response.value(forHTTPHeaderField: "Content-Range")?
      .hasPrefix("bytes \(received)-") == true:
      total = length >= 0 ? received + length : nil
    case 200:
      do {
        try handle?.truncate(atOffset: 0)
        received = 0
        total = length >= 0 ? length : nil
      } catch {
        failure = .cannotWrite(target.path, reason: SystemReason.words(for: error))
        return completionHandler(.cancel)
      }
    case 416 where isWhole(response):
      // Nothing is missing; the checksum tells whether it is right.
      total = received
      return completionHandler(.cancel)
    case 416:
      try? handle?.truncate(atOffset: 0)
      failure = .downloadFailed(
        source.absoluteString, reason: "the server's file is shorter than what had arrived")
      return completionHandler(.cancel)
    default:
      failure = .downloadFailed(source.absoluteString, reason: "the server answered \(status)")
      return completionHandler(.cancel)
    }
    progress(received, total)
    completionHandler(.allow)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    guard failure == nil, status == 200 || status == 206 else { return }
    do {
      try handle?.write(contentsOf: data)
      received += Int64(data.count)
      progress(received, total)
    } catch {
      failure = .cannotWrite(target.path, reason: SystemReason.words(for: error))
      dataTask.cancel()
    }
  }

  func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: Error?) {
    if failure == nil {
      if let total, received < total {
        failure = .downloadFailed(
          source.absoluteString, reason: "the connection ended after \(received) of \(total) bytes")
      } else if let error, status != 416 {
        failure = .downloadFailed(source.absoluteString, reason: Self.words(for: error))
      }
    }
    ended.signal()
  }

  /// The error's own words as they stand inside a sentence.
  private static func words(for error: any Error) -> String {
    let text = error.localizedDescription
    let words = text.hasSuffix(".") ? text.dropLast() : text[...]
    return words.prefix(1).lowercased() + words.dropFirst()
  }

  private func isWhole(_ response: HTTPURLResponse) -> Bool {
    let range = response.value(forHTTPHeaderField: "Content-Range")
    return range == nil || range == "bytes */\(received)"
  }
}
