import Foundation

/// What a pool's loops took, unit by unit, for a forecast with more threads than there are processors.
package final class JobRecorder {
  /// One loop.
  package struct Job {
    /// What it belongs to, e.g. `"features.3 backward"`.
    package var label: String
    /// Seconds of each unit, in order.
    package var units: [Double]
    /// Seconds on the caller alone since the loop before.
    package var serialBefore: Double

    package init(label: String, units: [Double], serialBefore: Double) {
      (self.label, self.units, self.serialBefore) = (label, units, serialBefore)
    }
  }

  package private(set) var jobs: [Job] = []
  /// What the next loops belong to.
  package var label = ""
  private var lastEnd: UInt64

  package init() { lastEnd = DispatchTime.now().uptimeNanoseconds }

  /// Forgets all loops; the serial time before the next one begins now.
  package func restart() {
    jobs = []
    lastEnd = DispatchTime.now().uptimeNanoseconds
  }

  /// Runs a loop's units one after the other.
  func record(_ count: Int, _ unit: (Int) -> Void) {
    var last = DispatchTime.now().uptimeNanoseconds
    var job = Job(label: label, units: [], serialBefore: Double(last - lastEnd) * 1e-9)
    job.units.reserveCapacity(max(count, 0))
    for index in 0..<max(count, 0) {
      unit(index)
      let now = DispatchTime.now().uptimeNanoseconds
      job.units.append(Double(now - last) * 1e-9)
      last = now
    }
    jobs.append(job)
    lastEnd = DispatchTime.now().uptimeNanoseconds
  }
}
