import Foundation

/// What one job asks for.
public struct JobResources: Sendable, Hashable, Codable {
  public var cores: Int
  public var memoryMiB: Int
  /// The time limit.
  public var minutes: Int

  public init(cores: Int, memoryMiB: Int, minutes: Int) {
    (self.cores, self.memoryMiB, self.minutes) = (cores, memoryMiB, minutes)
  }

  /// Rounded up to a few classes, so that runs of like cost share an array.
  ///
  /// - Cores: one for each hour that the run should take on one core, at most `site.cores`; one where more do
  ///   not help.
  /// - Memory: 1.25 times what the run is counted to take and `site.processMiB`, up to the next power of two.
  /// - Time: `site.timeFactor` times the estimate, up to the next of `site.minimumMinutes` times 1, 1.5, 2, 3, 4, 6,
  ///   8 and so on. A further core is counted as 0.8 of the first.
  ///
  /// - Parameters:
  ///   - moreTime: Doublings after time limits that were too short.
  ///   - moreMemory: Doublings after memory limits that were too small.
  public init(_ job: Job, site: SiteSettings, moreTime: Int = 0, moreMemory: Int = 0) {
    let estimate = job.seconds.isNaN ? 0 : max(job.seconds, 0)
    let wanted = job.usesCores ? min(Int(min(estimate / 3600, 1e6).rounded(.up)), site.cores) : 1
    cores = max(wanted, 1)
    let memory = 1.25 * Double(job.memoryBytes) / Double(1 << 20) + Double(site.processMiB)
    memoryMiB = 512
    while Double(memoryMiB) < memory { memoryMiB *= 2 }
    for _ in 0..<moreMemory where memoryMiB < 1 << 40 { memoryMiB *= 2 }
    let seconds = estimate / (1 + 0.8 * Double(cores - 1))
    let needed = min(site.timeFactor * seconds / 60, 1e8)
    var step = site.minimumMinutes
    while Double(step) * 2 < needed { step *= 2 }
    minutes =
      [step, step + (step + 1) / 2, step * 2].first { Double($0) >= needed } ?? step * 2
    for _ in 0..<moreTime where minutes < 100_000_000 { minutes *= 2 }
    minutes = min(minutes, site.maximumMinutes ?? minutes)
  }
}
