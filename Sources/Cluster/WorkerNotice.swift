import Experiments
import Foundation
import Support

/// What a worker tells home of a run that it did not finish, as a small file of JSON.
public struct WorkerNotice: Sendable, Codable, Equatable {
  public enum Cause: String, Sendable, Codable {
    /// It differs from home in code, data, settings or processor; nothing was begun.
    case refused
    /// A run that it starts from has no record yet; nothing was begun.
    case waiting
    /// The run itself failed, as it would anywhere.
    case failed
    /// The disk took no more.
    case storage
    /// It was told to stop, e.g. shortly before its time limit; a checkpoint may be there.
    case stopped
  }

  public var cause: Cause
  public var name: String
  public var key: String
  public var host: String
  /// One sentence.
  public var message: String
  /// ISO 8601, UTC.
  public var date: String
  /// How long the worker had been at work; nil where it does not matter.
  public var seconds: Double?

  public init(
    cause: Cause, name: String, key: String, host: String, message: String, date: String,
    seconds: Double? = nil
  ) {
    (self.cause, self.name, self.key) = (cause, name, key)
    (self.host, self.message, self.date, self.seconds) = (host, message, date, seconds)
  }

  /// The file of an element's notice in `folder`.
  public static func file(job: String, element: Int, in folder: URL) -> URL {
    folder.appendingPathComponent("\(job)_\(element).json")
  }

  /// Nil when there is none, or half of one.
  public init?(contentsOf file: URL) {
    guard let data = try? RegularFile.contents(of: file, limit: 1 << 20),
      let notice = try? CanonicalJSON.decode(WorkerNotice.self, from: data)
    else { return nil }
    self = notice
  }

  public func write(to file: URL) throws {
    try WholeFile.createFolder(file.deletingLastPathComponent())
    try WholeFile.write(CanonicalJSON.encode(self), to: file)
  }
}
