import Experiments
import Foundation
import Kernels
import Neural

/// A forecast of a step with more threads than the machine has processors, and how well the same forecast does with
/// as many as it has.
///
/// Each loop is cut as it would be for T threads, and its units are timed one after the other on one thread. A step
/// with T threads then takes what lies between the loops, and for each loop the time until the last thread is done
/// when each takes the next unit as it becomes free, and the cost of waking and waiting.
///
/// Left out: what threads take from each other, such as memory bandwidth, shared caches and clock.
package struct Scaling: Encodable {
  static let threadCounts = [2, 4, 8, 16, 32, 64]

  /// A step with some number of threads.
  package struct Forecast: Encodable {
    var threads: Int
    package var milliseconds: Double
    /// One thread's time over it.
    var speedup: Double
    package var losses: [Loss]
  }

  /// Where threads wait, in milliseconds beyond an even share of the work.
  package struct Loss: Encodable {
    package var label: String
    /// Units of the loop that loses most.
    var units: Int
    /// Work of the caller alone.
    package var serial: Double
    /// Too few units, or uneven ones.
    package var imbalance: Double
    /// Waking and waiting.
    package var barriers: Double
    var total: Double { serial + imbalance + barriers }
  }

  var name: String
  var batchSize: Int
  var oneThread: Double
  /// Milliseconds of one loop that does nothing, with two threads.
  var barrier: Double
  var forecasts: [Forecast]
  /// Milliseconds of the shortest step with two threads.
  var measured: Double?

  /// - Parameter steps: Of which each unit's shortest time counts.
  package static func take(_ test: BenchCase, steps: Int) throws -> Scaling {
    let batch = test.training.batchSize
    let trainer = try Trainer(test.training, images: BenchCase.images(batch), threads: 1)
    var result = Scaling(
      name: test.name, batchSize: batch, oneThread: 0, barrier: barrierSeconds() * 1000,
      forecasts: [])
    for threads in [1] + threadCounts {
      let jobs = try record(trainer, threads: threads, steps: steps)
      let forecast = forecast(jobs, threads: threads, barrier: result.barrier)
      if threads == 1 {
        result.oneThread = forecast.milliseconds
      } else {
        result.forecasts.append(forecast)
      }
    }
    for index in result.forecasts.indices {
      result.forecasts[index].speedup = result.oneThread / result.forecasts[index].milliseconds
    }
    if ProcessInfo.processInfo.activeProcessorCount >= 2 {
      trainer.pool = WorkerPool(threads: 2)
      _ = try trainer.step()
      // The shortest, as of the units.
      result.measured = try (0..<max(5, 2 * steps)).map { _ in
        try BenchMeasurement.medianStep(trainer, steps: 1, warmUp: 0) * 1000
      }.min()
    }
    return result
  }

  /// The loops of a step, with each unit's shortest time.
  private static func record(_ trainer: Trainer, threads: Int, steps: Int) throws -> [JobRecorder
    .Job]
  {
    let recorder = JobRecorder()
    trainer.pool = WorkerPool(cutFor: threads, recorder: recorder)
    _ = try trainer.step()
    var best: [JobRecorder.Job] = []
    for _ in 0..<steps {
      recorder.restart()
      _ = try trainer.step()
      if best.isEmpty { best = recorder.jobs }
      for (index, job) in recorder.jobs.enumerated() {
        best[index].serialBefore = min(best[index].serialBefore, job.serialBefore)
        for unit in job.units.indices {
          best[index].units[unit] = min(best[index].units[unit], job.units[unit])
        }
      }
    }
    return best
  }

  package static func forecast(_ jobs: [JobRecorder.Job], threads: Int, barrier: Double) -> Forecast
  {
    // Threads wake each other and wait for each other in about a tree.
    let barrier = threads == 1 ? 0 : barrier * Elementary.log(Double(threads)) / Elementary.log(2.0)
    var losses: [(loss: Loss, worst: Double)] = []
    var total = 0.0
    for job in jobs {
      let (serial, busy) = (job.serialBefore * 1000, job.units.reduce(0, +) * 1000)
      let span = makespan(job.units, threads: threads) * 1000
      let wait = job.units.count > 1 ? barrier : 0
      total += serial + span + wait
      let imbalance = span - busy / Double(threads)
      let index =
        losses.firstIndex { $0.loss.label == job.label }
        ?? {
          losses.append(
            (Loss(label: job.label, units: 0, serial: 0, imbalance: 0, barriers: 0), -1))
          return losses.count - 1
        }()
      losses[index].loss.serial += serial * (1 - 1 / Double(threads))
      losses[index].loss.imbalance += imbalance
      losses[index].loss.barriers += wait
      if imbalance > losses[index].worst {
        (losses[index].loss.units, losses[index].worst) = (job.units.count, imbalance)
      }
    }
    return Forecast(
      threads: threads, milliseconds: total, speedup: 1,
      losses: losses.map(\.loss).sorted { $0.total > $1.total })
  }

  /// Seconds until the last of `threads` is done, each of which takes the next unit when it is free.
  package static func makespan(_ units: [Double], threads: Int) -> Double {
    var free = [Double](repeating: 0, count: threads)
    for unit in units {
      let next = free.indices.min { free[$0] < free[$1] }!
      free[next] += unit
    }
    return free.max() ?? 0
  }

  /// Seconds of a loop of two units that do nothing, the shortest mean of several rounds.
  private static func barrierSeconds() -> Double {
    let pool = WorkerPool(threads: 2)
    defer { pool.stop() }
    return (0..<20).map { _ in
      let start = ResourceUsage.wallSeconds
      for _ in 0..<1000 { pool.forEachUnit(of: 2) { _, _ in } }
      return (ResourceUsage.wallSeconds - start) / 1000
    }.min()!
  }
}
