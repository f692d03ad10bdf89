import Foundation
import Kernels

/// Trains, and writes metrics.jsonl, weights.safetensors and optimizer.safetensors to `directory`.
///
/// Every `checkpointSeconds` (less often where writing would take more than a twentieth of the time),
/// and when `progress` throws, the state goes to checkpoint.safetensors (written aside, then renamed)
/// and the metrics so far to metrics.jsonl; a later call with the same
/// specification and directory goes on from there with the same bits. The checkpoint is removed at
/// the end.
///
/// - Parameters:
///   - threads: Worker threads; the result does not depend on them.
///   - initialWeights: Used instead of the specification's file; asked for once, and let go before the
///     first step.
///   - initialState: Optimizer averages, used instead of the specification's file.
///   - folder: What relative file names in the specification are relative to.
///   - countedSteps: Steps, from 1, before whose update the parameters below 1e-5 are counted; their
///     lines in metrics.jsonl have a field `belowThreshold`. Each count is one pass over the weights.
///   - progress: Called with the finished share after each step; may throw to stop.
/// - Throws: `NeuralError`, `CPUFeatureError`, or what `progress` throws. When the loss stops being
///   finite, metrics.jsonl holds the steps before.
@discardableResult
public func runTraining(
  _ specification: TrainingSpecification, images: ImageSet, directory: URL, threads: Int = 1,
  initialWeights: @autoclosure () throws -> Safetensors? = nil,
  initialState: @autoclosure () throws -> Safetensors? = nil, folder: URL? = nil,
  countedSteps: Set<Int> = [], checkpointSeconds: Double = 30,
  progress: (Double) throws -> Void = { _ in }
) throws -> TrainingSummary {
  let trainer = try Trainer(
    specification, images: images, threads: threads, initialWeights: initialWeights(),
    initialState: initialState(), folder: folder)
  let files = FileManager.default
  try files.createDirectory(at: directory, withIntermediateDirectories: true)
  let metricsFile = directory.appending(path: "metrics.jsonl")
  let checkpointFile = directory.appending(path: "checkpoint.safetensors")
  var metrics: [StepMetrics] = []
  if files.fileExists(atPath: checkpointFile.path) {
    try trainer.restore(Safetensors(contentsOf: checkpointFile))
    let lines = try String(contentsOf: metricsFile, encoding: .utf8).split(separator: "\n")
    let decoder = JSONDecoder()
    metrics = try lines.prefix(trainer.completedSteps).map {
      try decoder.decode(StepMetrics.self, from: Data($0.utf8))
    }
    guard metrics.count == trainer.completedSteps else {
      throw NeuralError.file(
        metricsFile.lastPathComponent, found: "\(metrics.count) lines",
        expected: "\(trainer.completedSteps)", next: "Delete \(checkpointFile.path) to start over.")
    }
  }
  func writeMetrics() throws {
    let text = metrics.map { $0.jsonLine + "\n" }.joined()
    try Data(text.utf8).write(to: metricsFile, options: .atomic)
  }
  func save() throws {
    // Metrics first: with the older checkpoint their surplus lines are dropped.
    try writeMetrics()
    try trainer.writeCheckpoint(to: checkpointFile)
  }

  let clock = ContinuousClock()
  let first = trainer.completedSteps
  var seconds = 0.0
  var lastSave = clock.now
  var interval = checkpointSeconds
  while trainer.completedSteps < trainer.totalSteps {
    let start = clock.now
    do {
      let isCounted = countedSteps.contains(trainer.completedSteps + 1)
      let below = isCounted ? trainer.parameters(below: 1e-5) : nil
      var step = try trainer.step()
      step.belowThreshold = below
      metrics.append(step)
    } catch {
      try writeMetrics()
      throw error
    }
    seconds += (clock.now - start) / .seconds(1)
    do {
      try progress(Double(trainer.completedSteps) / Double(trainer.totalSteps))
    } catch {
      try save()
      throw error
    }
    if (clock.now - lastSave) / .seconds(1) >= interval {
      let begun = clock.now
      try save()
      lastSave = clock.now
      interval = max(checkpointSeconds, 20 * ((lastSave - begun) / .seconds(1)))
    }
  }
  try writeMetrics()
  try trainer.requireFiniteWeights()
  try trainer.writeWeights(to: directory.appending(path: "weights.safetensors"))
  try trainer.writeOptimizerState(to: directory.appending(path: "optimizer.safetensors"))
  for file in [checkpointFile, SafetensorsWriter.partial(of: checkpointFile)] {
    try? files.removeItem(at: file)
  }
  let taken = Double((trainer.completedSteps - first) * specification.batchSize)
  return TrainingSummary(
    metrics: metrics, finalL1Norm: trainer.l1Norm(), parameterCount: trainer.parameterCount,
    belowThreshold: trainer.parameters(below: 1e-5),
    imagesPerSecond: seconds > 0 ? taken / seconds : 0, trainingSeconds: seconds)
}
