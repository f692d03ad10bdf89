import Foundation
import Kernels

/// Trains, and writes metrics.jsonl, weights.safetensors and optimizer.safetensors to `directory`.
///
/// As often as `checkpoints` says, and when `progress` throws, the state goes to
/// checkpoint.safetensors and the metrics so far to metrics.jsonl (written aside, flushed, then
/// renamed); a later call with the same specification and directory goes on from there with the same
/// bits. The checkpoint stays until the caller has put the results in safety and removes it.
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
/// - Throws: `NeuralError`, `CPUFeatureError`, the system's error when the disk refuses a file, or what
///   `progress` throws. When loss, weights or averages stop being finite, metrics.jsonl holds the steps
///   before, and neither checkpoint nor results are written.
@discardableResult
public func runTraining(
  _ specification: TrainingSpecification, images: ImageSet, directory: URL, threads: Int = 1,
  initialWeights: @autoclosure () throws -> Safetensors? = nil,
  initialState: @autoclosure () throws -> Safetensors? = nil, folder: URL? = nil,
  countedSteps: Set<Int> = [], checkpoints: CheckpointPolicy = CheckpointPolicy(),
  progress: (Double) throws -> Void = { _ in }
) throws -> TrainingSummary {
  let trainer = try Trainer(
    specification, images: images, threads: threads, initialWeights: initialWeights(),
    initialState: initialState(), folder: folder)
  try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  let checkpoint = Checkpoint(directory: directory, policy: checkpoints)
  var metrics = checkpoint.restore(trainer) ?? []

  let clock = ContinuousClock()
  let first = trainer.completedSteps
  var seconds = 0.0
  var lastSave = clock.now
  var interval = checkpoints.seconds
  while trainer.completedSteps < trainer.totalSteps {
    let start = clock.now
    do {
      let isCounted = countedSteps.contains(trainer.completedSteps + 1)
      let below = isCounted ? trainer.parameters(below: 1e-5) : nil
      var step = try trainer.step()
      step.belowThreshold = below
      metrics.append(step)
    } catch {
      try checkpoint.writeMetrics(metrics)
      throw error
    }
    seconds += (clock.now - start) / .seconds(1)
    do {
      try progress(Double(trainer.completedSteps) / Double(trainer.totalSteps))
    } catch {
      try checkpoint.save(trainer, metrics)
      throw error
    }
    if (clock.now - lastSave) / .seconds(1) >= interval {
      let begun = clock.now
      try checkpoint.save(trainer, metrics)
      lastSave = clock.now
      interval = checkpoints.interval(after: (lastSave - begun) / .seconds(1))
    }
  }
  try checkpoint.writeMetrics(metrics)
  try trainer.requireFinite()
  try trainer.writeWeights(to: directory.appending(path: "weights.safetensors"))
  try trainer.writeOptimizerState(to: directory.appending(path: "optimizer.safetensors"))
  let taken = Double(trainer.batches.imageCount(of: first..<trainer.completedSteps))
  return TrainingSummary(
    metrics: metrics, batches: trainer.batches, finalL1Norm: trainer.l1Norm(),
    parameterCount: trainer.parameterCount, belowThreshold: trainer.parameters(below: 1e-5),
    imagesPerSecond: seconds > 0 ? taken / seconds : 0, trainingSeconds: seconds)
}
