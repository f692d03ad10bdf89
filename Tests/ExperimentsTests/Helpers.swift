import Experiments
import Foundation

struct Spec: Codable, Sendable {
  var value: Double
}

struct Answer: Codable, Sendable, Equatable {
  var value: Double
}

/// A folder that is removed with the value that owns it.
final class ScratchFolder {
  let url = FileManager.default.temporaryDirectory.appendingPathComponent(
    "experiments-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }
}

/// What happened, in order, from several threads.
final class Journal: @unchecked Sendable {
  private let lock = NSLock()
  private var lines: [String] = []

  func add(_ line: String) { lock.withLock { lines.append(line) } }
  var all: [String] { lock.withLock { lines } }
}

struct Broken: Error, CustomStringConvertible {
  var description: String { "the bowl is broken" }
}

func doubling(
  _ name: String, _ value: Double, kind: String = "convex", inputs: [String: String] = [:],
  after: [String] = [], seconds: Double = 0.1, journal: Journal? = nil
) throws -> Experiment {
  try Experiment(
    name, kind: kind, specification: Spec(value: value), inputs: inputs, prerequisites: after,
    estimatedSeconds: seconds
  ) { spec, context in
    journal?.add(name)
    try context.progress(0.5)
    return Answer(value: 2 * spec.value)
  }
}

func failing(_ name: String, after: [String] = []) throws -> Experiment {
  try Experiment(name, kind: "convex", specification: Spec(value: -1), prerequisites: after) {
    (_: Spec, _: RunContext) -> Answer in throw Broken()
  }
}
