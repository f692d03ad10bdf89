import Experiments

/// Jobs that are submitted together, one element each.
public struct JobArray: Sendable, Equatable {
  public var resources: JobResources
  /// The longest first.
  public var jobs: [Job]
  /// Places in the list of arrays whose elements must have ended before this array starts.
  public var waitsFor: [Int]
  /// Slurm's numbers of arrays submitted earlier, of which the same is true.
  public var follows: [String]

  /// Cuts jobs into arrays of like cost, of `site.arraySize` elements at most.
  ///
  /// A job follows the arrays that hold its prerequisites; those that are neither among `jobs` nor among
  /// `active` count as there. Arrays come in an order in which each waits for earlier ones only.
  ///
  /// **Cost**: O(n log n).
  ///
  /// - Parameters:
  ///   - active: Slurm's numbers of the arrays in which runs are being made already.
  ///   - resources: Of each job.
  public static func group(
    _ jobs: [Job], site: SiteSettings, active: [RunKey: String] = [:],
    resources: (Job) -> JobResources
  ) -> [JobArray] {
    struct Class: Hashable {
      var resources: JobResources
      var waitsFor: [Int]
      var follows: [String]
    }
    var places: [RunKey: Int] = [:]
    var arrays: [JobArray] = []
    for level in levels(of: jobs) {
      var classes: [Class: [Job]] = [:]
      for job in level {
        let waitsFor = Set(job.prerequisites.compactMap { places[$0] }).sorted()
        let follows = Set(job.prerequisites.compactMap { places[$0] == nil ? active[$0] : nil })
        let own = Class(
          resources: resources(job), waitsFor: waitsFor, follows: follows.sorted())
        classes[own, default: []].append(job)
      }
      // Dear ones first, since the queue is served in this order.
      let ordered = classes.sorted { first, second in
        let (a, b) = (first.key.resources, second.key.resources)
        let left = "\(first.key.waitsFor) \(first.key.follows)"
        let right = "\(second.key.waitsFor) \(second.key.follows)"
        return (b.minutes, b.cores, b.memoryMiB, left) < (a.minutes, a.cores, a.memoryMiB, right)
      }
      for (key, members) in ordered {
        let sorted = members.sorted { ($1.seconds, $0.name) < ($0.seconds, $1.name) }
        for start in stride(from: 0, to: sorted.count, by: site.arraySize) {
          let part = Array(sorted[start..<min(start + site.arraySize, sorted.count)])
          for job in part { places[job.key] = arrays.count }
          arrays.append(
            JobArray(
              resources: key.resources, jobs: part, waitsFor: key.waitsFor, follows: key.follows))
        }
      }
    }
    return arrays
  }

  /// Jobs that wait for none of the others, those that wait for these, and so on.
  private static func levels(of jobs: [Job]) -> [[Job]] {
    let byKey = Dictionary(jobs.map { ($0.key, $0) }) { first, _ in first }
    var depth: [RunKey: Int] = [:]
    func depthOf(_ job: Job) -> Int {
      if let known = depth[job.key] { return known }
      let below = job.prerequisites.compactMap { byKey[$0] }.map { depthOf($0) + 1 }
      depth[job.key] = below.max() ?? 0
      return depth[job.key]!
    }
    var levels: [[Job]] = []
    var seen: Set<RunKey> = []
    for job in jobs where seen.insert(job.key).inserted {
      let level = depthOf(job)
      while levels.count <= level { levels.append([]) }
      levels[level].append(job)
    }
    return levels
  }
}
