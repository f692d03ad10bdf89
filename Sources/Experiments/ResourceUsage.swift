import Foundation

/// Processor time and memory.
public enum ResourceUsage {
  /// Seconds on a clock that only goes forward.
  public static var wallSeconds: Double { seconds(CLOCK_MONOTONIC) }
  /// Processor seconds of the calling thread.
  public static var threadSeconds: Double { seconds(CLOCK_THREAD_CPUTIME_ID) }
  /// Processor seconds of the process, all threads.
  public static var processSeconds: Double { seconds(CLOCK_PROCESS_CPUTIME_ID) }

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

  /// Bytes that a process may still take without pushing out others: what the system calls available,
  /// or what the control group leaves, whichever is less. On macOS three quarters of the memory.
  public static var availableMemoryBytes: Int {
    #if os(Linux)
      var available = Int(clamping: ProcessInfo.processInfo.physicalMemory)
      if let kilobytes = value("MemAvailable:", in: "/proc/meminfo") {
        available = kilobytes * 1024
      }
      for (limit, usage, statistics, cache) in [
        ("memory.max", "memory.current", "memory.stat", "inactive_file"),
        (
          "memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes", "memory/memory.stat",
          "total_inactive_file"
        )
      ] {
        let folder = "/sys/fs/cgroup/"
        guard let limit = number(in: folder + limit), let usage = number(in: folder + usage) else {
          continue
        }
        // Files that the system keeps for later make room when it is asked for.
        let reclaimable = value(cache, in: folder + statistics) ?? 0
        available = min(available, limit - max(usage - reclaimable, 0))
      }
      return max(available, 0)
    #else
      return Int(clamping: ProcessInfo.processInfo.physicalMemory) / 4 * 3
    #endif
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
