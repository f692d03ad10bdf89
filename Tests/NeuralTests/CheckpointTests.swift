import Foundation
import Kernels
import Neural
import Support
import Synchronization
import TestSupport
import Testing

/// What a run goes on from: sound, its own, and in agreement with its metrics, or the run starts over with a note.
@Suite struct CheckpointTests {
  private struct Stop: Error {}
  private let specification = TrainingSpecification(
    network: .init(.vgg11), initialization: .he, dataset: .init(.embedded), batchSize: 3, steps: 4,
    optimizer: .init(.adam, learningRate: 0.003), seed: 1)

  final class Notes: @unchecked Sendable {
    private let lock = NSLock()
    private var lines: [String] = []
    func add(_ line: String) { lock.withLock { lines.append(line) } }
    var all: [String] { lock.withLock { lines } }
  }

  /// Stops a run after two steps, lets `change` at its folder and finishes it.
  ///
  /// - Returns: What was noted, after the metrics proved to be those of a run without a stop.
  private func resume(after change: (URL) throws -> Void) throws -> [String] {
    let folder = try TemporaryDirectory()
    let whole = try runTraining(
      specification, images: TrainerTests.images, directory: folder.url.appending(path: "whole"))
    let place = folder.url.appending(path: "parts")
    #expect(throws: Stop.self) {
      try runTraining(specification, images: TrainerTests.images, directory: place) {
        if $0 >= 0.5 { throw Stop() }
      }
    }
    try change(place)
    let notes = Notes()
    let resumed = try runTraining(
      specification, images: TrainerTests.images, directory: place,
      checkpoints: CheckpointPolicy(warn: notes.add))
    #expect(resumed.metrics == whole.metrics)
    for name in ["weights.safetensors", "optimizer.safetensors"] {
      #expect(
        try Data(contentsOf: place.appending(path: name))
          == Data(contentsOf: folder.url.appending(path: "whole/\(name)")))
    }
    return notes.all
  }

  /// Rewrites the checkpoint; `sealed` with a seal that fits.
  private func rewrite(
    in folder: URL, sealed: Bool, _ change: (inout Safetensors) -> Void
  ) throws {
    let file = folder.appending(path: Checkpoint.fileName)
    var saved = try Safetensors(contentsOf: file)
    // Out of the map before the file goes.
    saved = try Safetensors(data: saved.encoded(), name: "checkpoint")
    change(&saved)
    var metadata = saved.metadata
    let seal = metadata.removeValue(forKey: "seal")
    let writer = SafetensorsWriter(
      saved.tensors.map { TensorSource($0.key, $0.value) }, metadata: metadata)
    try writer.adding(["seal": sealed ? writer.seal() : seal ?? ""]).write(to: file)
  }

  @Test func aSoundOneIsGoneOnFrom() throws {
    #expect(try resume { _ in } == [])
  }

  @Test func theTimeGoesOnWithTheRun() throws {
    let folder = try TemporaryDirectory()
    let readings = Mutex(Stopwatch.Reading())
    let ticking = Stopwatch {
      readings.withLock {
        $0.wallSeconds += 100
        $0.cpuSeconds += 90
        return $0
      }
    }
    #expect(throws: Stop.self) {
      try runTraining(
        specification, images: TrainerTests.images, directory: folder.url,
        checkpoints: CheckpointPolicy(stopwatch: ticking)
      ) {
        if $0 >= 0.5 { throw Stop() }
      }
    }
    let standing = Stopwatch { Stopwatch.Reading() }
    try runTraining(
      specification, images: TrainerTests.images, directory: folder.url,
      checkpoints: CheckpointPolicy(stopwatch: standing))
    #expect(standing.reading == Stopwatch.Reading(wallSeconds: 100, cpuSeconds: 90))
  }

  @Test(arguments: ["step", "optimizerSteps", "identity", "metricsSHA256"])
  func everyCounterIsUnderTheSeal(key: String) throws {
    let notes = try resume { folder in
      try rewrite(in: folder, sealed: false) { $0.metadata[key] = "1" }
    }
    #expect(
      notes.count == 1
        && notes[0].hasSuffix("seal does not fit what it holds; the run starts over."))
  }

  /// Even under a seal that fits, a position that is not the metrics' is none.
  @Test(arguments: ["3", "1", "9999", "-1", "9223372036854775807", "x"])
  func aPositionAgreesWithTheMetrics(step: String) throws {
    let notes = try resume { folder in
      try rewrite(in: folder, sealed: true) { $0.metadata["step"] = step }
    }
    #expect(notes.count == 1 && notes[0].hasSuffix("the run starts over."))
  }

  @Test(arguments: ["1", "3", "9223372036854775807"])
  func theOptimizersCountAgreesToo(steps: String) throws {
    let notes = try resume { folder in
      try rewrite(in: folder, sealed: true) { $0.metadata["optimizerSteps"] = steps }
    }
    #expect(notes.count == 1 && notes[0].contains("\(steps) of the optimizer") || steps.count > 5)
  }

  @Test(arguments: ["classifier.bias", "optimizer.classifier.bias.exp_avg_sq"])
  func numbersThatAreNotFiniteStartOver(name: String) throws {
    let notes = try resume { folder in
      try rewrite(in: folder, sealed: true) {
        $0.tensors[name] = Tensor(shape: [10], values: [Float](repeating: .nan, count: 10))
      }
    }
    #expect(notes.count == 1 && notes[0].contains("10 of 10 values not finite"))
  }

  @Test func oneOfAnotherNetworkStartsOver() throws {
    let notes = try resume { folder in
      try rewrite(in: folder, sealed: true) {
        $0.tensors["classifier.bias"] = Tensor(shape: [9], values: [Float](repeating: 0, count: 9))
      }
    }
    #expect(notes.count == 1 && notes[0].contains("F32 of shape [9] in place of F32 of shape [10]"))
  }

  @Test func metricsThatWereChangedStartOver() throws {
    let notes = try resume { folder in
      let file = folder.appending(path: "metrics.jsonl")
      let text = try String(contentsOf: file, encoding: .utf8)
      try Data(text.replacing("\"correct\": ", with: "\"correct\": 1").utf8).write(to: file)
    }
    #expect(notes.count == 1 && notes[0].contains("metrics.jsonl does not belong to it"))
  }

  /// Nobody writes to the pipe: whoever waited for it would never return.
  @Test(arguments: [Checkpoint.fileName, "metrics.jsonl"])
  func aPipeIsNoCheckpoint(name: String) throws {
    let notes = try resume { folder in
      unlink(folder.appending(path: name).path)
      #expect(mkfifo(folder.appending(path: name).path, 0o600) == 0)
    }
    #expect(notes.count == 1 && notes[0].contains("it is a pipe and not a regular file"))
  }
}
