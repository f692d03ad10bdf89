import Foundation
import Support

public enum ResourceUsage {
  /// Seconds on a clock that only goes forward.
  public static var wallSeconds: Double { seconds(CLOCK_MONOTONIC) }
  /// Processor seconds of the calling thread.
  public static var threadSeconds: Double { seconds(CLOCK_THREAD_CPUTIME_ID) }
  /// Processor seconds of the process, all threads.
  public static var processSeconds: Double { seconds(CLOCK_PROCESS_CPUTIME_ID) }

  /// Starts the watch of a run that has the whole process, or the calling thread alone.
  public static func stopwatch(ofProcess: Bool) -> Stopwatch {
    Stopwatch {
      Stopwatch.Reading(
        wallSeconds: wallSeconds, cpuSeconds: ofProcess ? processSeconds : threadSeconds)
    }
  }

  /// The process' largest resident size so far, in bytes.
  public static var peakMemoryBytes: Int {
    var usage = rusage()
    #if canImport(Darwin)
      guard getrusage(RUSAGE_SELF, &usage) == 0 else { return 0 }
      return usage.ru_maxrss
    #else
      guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
      return usage.ru_maxrss * 1024
    #endif
  }

  /// Bytes that a process may still take without pushing out others: what the system calls available, or what the
  /// process' control groups leave, whichever is less. On macOS three quarters of the memory.
  public static var availableMemoryBytes: Int {
    let physical = Int(clamping: ProcessInfo.processInfo.physicalMemory)
    #if os(Linux)
      let available = value("MemAvailable:", in: "/proc/meminfo").map { $0 * 1024 } ?? physical
      let groups = (try? String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8)) ?? ""
      return min(available, memoryLeft(in: groups, below: "/sys/fs/cgroup") ?? available)
    #else
      return physical / 4 * 3
    #endif
  }

  /// What the control groups of a process leave it: the least that its own or one above it has, as each limits all
  /// below it. Version 2 is looked at and version 1; nil where none has a limit.
  ///
  /// - Parameters:
  ///   - groups: What /proc/self/cgroup says, a line `number:controllers:path` each.
  ///   - root: Where the groups are mounted. In a container the mount may begin at the process' own group, whose path
  ///     is then not found below it; the mount's root stands for it.
  package static func memoryLeft(in groups: String, below root: String) -> Int? {
    var least: Int?
    for line in groups.split(separator: "\n") {
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      let isSecond = fields[0] == "0" && fields[1].isEmpty
      guard isSecond || fields[1].split(separator: ",").contains("memory") else { continue }
      let mount = isSecond ? root : root + "/memory"
      let (limit, usage, cache) =
        isSecond
        ? ("memory.max", "memory.current", "inactive_file")
        : ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
      var path = fields[2].split(separator: "/").filter { $0 != ".." }
      while true {
        let folder = ([mount] + path.map(String.init)).joined(separator: "/") + "/"
        if let limit = number(in: folder + limit), let usage = number(in: folder + usage) {
          // Files that the system keeps for later make room when it is asked for.
          let reclaimable = value(cache, in: folder + "memory.stat") ?? 0
          let left = max(limit - max(usage - reclaimable, 0), 0)
          least = min(least ?? left, left)
        }
        guard path.popLast() != nil else { break }
      }
    }
    return least
  }

  /// Refuses a run that cannot fit, before anything of it is allocated.
  ///
  /// - Throws: `tooLarge`, with the memory that a plan states.
  public static func require(
    memory bytes: Int, for name: String, available: Int = availableMemoryBytes
  ) throws(ExperimentsError) {
    guard bytes > available else { return }
    throw .tooLarge(name, needs: bytes, available: available)
  }

  /// The number that a file holds; nil where it says otherwise, such as `"max"`.
  private static func number(in path: String) -> Int? {
    (try? String(contentsOfFile: path, encoding: .utf8))
      .flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
  }

  /// The number behind `name` at the start of a line.
  private static func value(_ name: String, in path: String) -> Int? {
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count > 1, words[0] == name { return Int(words[1]) }
    }
    return nil
  }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
