import Foundation

/// Where a submitted run is.
public enum JobStanding: Sendable, Equatable {
  /// Its record is there.
  case finished
  case pending(reason: String)
  case running(node: String)
  /// Its job ended and its record is not there.
  case ended(JobEnd)
  /// Slurm refused its array, in these words.
  case refused(String)
  /// Home waits for it no longer, for this reason.
  case givenUp(String)
  /// Slurm's queue does not have it, and nothing says how it ended.
  case unknown

  /// Reasons for which Slurm keeps a job waiting until somebody changes the job or the site. PartitionNodeLimit is
  /// none of them, since it also says that nodes are down.
  public static let hopelessReasons: Set<String> = [
    "AccountNotAllowed", "AssocMaxCpuMinutesPerJobLimit", "AssocMaxWallDurationPerJobLimit",
    "BadConstraints", "InvalidAccount", "InvalidQOS", "PartitionConfig", "PartitionTimeLimit",
    "QOSMaxCpuPerJobLimit", "QOSMaxMemoryPerJob",
    "QOSMaxWallDurationPerJobLimit", "QOSNotAllowed"
  ]

  /// Whether a job waits because Slurm could not start it on a node and holds it until an operator releases it.
  static func isHeldAfterFailedLaunch(_ reason: String) -> Bool {
    reason.replacing(" ", with: "_") == "launch_failed_requeued_held"
  }

  public var isActive: Bool {
    switch self {
    case .pending, .running: true
    default: false
    }
  }
}

/// How a job ended that left no record.
public struct JobEnd: Sendable, Equatable {
  /// Slurm's long word, e.g. `"NODE_FAIL"`.
  public var state: String
  public var node: String
  public var exitStatus: Int?
  /// What the worker told home.
  public var notice: WorkerNotice?
  /// The last line of its log, where home can read it.
  public var lastLine: String?
  /// The time limit that it had; nil where that is not known.
  public var limitMinutes: Int?
  /// Whether an archive called like its record has come home.
  public var hasArchive = false

  public init(
    state: String, node: String = "", exitStatus: Int? = nil, notice: WorkerNotice? = nil,
    lastLine: String? = nil, limitMinutes: Int? = nil
  ) {
    (self.state, self.node, self.exitStatus) = (state, node, exitStatus)
    (self.notice, self.lastLine, self.limitMinutes) = (notice, lastLine, limitMinutes)
  }

  /// What is to be done about it.
  public enum Verdict: Sendable, Equatable {
    /// Submit it again, from its last checkpoint.
    case again(reason: String, moreTime: Bool = false, moreMemory: Bool = false)
    /// It waits for another run.
    case waiting(String)
    /// Its record should be there, or come soon.
    case settling
    /// Give it up, for this reason: a sentence.
    case final(String)
  }

  /// Whether Slurm's daemon killed it for its memory and told its log only, as it does on sites with OverMemoryKill.
  private var isOverMemory: Bool {
    guard let lastLine, lastLine.hasPrefix("slurmstepd") else { return false }
    return lastLine.contains(" memory limit")
  }

  /// E.g. `" on node7"`; empty where it had no node.
  var place: String { node.isEmpty ? "" : " on \(node)" }

  /// Whether the worker was told to stop long before its time limit, as it is before a preemption: in the first
  /// half of it, and not at a time when Slurm may tell of the limit, which it does up to a minute too soon.
  private var isEarly: Bool {
    guard let seconds = notice?.seconds, let limitMinutes else { return false }
    let limit = 60 * Double(limitMinutes)
    let notice = Double(SlurmScript.noticeSeconds(limitMinutes: limitMinutes))
    return seconds < min(limit / 2, limit - notice - 60)
  }

  public func verdict(name: String) -> Verdict {
    switch isOverMemory ? "OUT_OF_MEMORY" : state {
    case "TIMEOUT", "DEADLINE":
      return .again(reason: "reached its time limit\(place)", moreTime: true)
    case "OUT_OF_MEMORY":
      return .again(reason: "reached its memory limit\(place)", moreMemory: true)
    case "NODE_FAIL", "BOOT_FAIL", "LAUNCH_FAILED", "RECONFIG_FAIL":
      return .again(reason: "lost its node\(place)")
    case "PREEMPTED", "REVOKED": return .again(reason: "was preempted\(place)")
    case "CANCELLED":
      return .final(
        "Run '\(name)': its job was cancelled\(place), expected to finish. Start again to submit it again."
      )
    case "COMPLETED": return .settling
    default: break
    }
    switch notice?.cause {
    case .stopped where isEarly:
      return .again(reason: "was told to stop\(place)")
    case .stopped: return .again(reason: "reached its time limit\(place)", moreTime: true)
    case .waiting: return .waiting(notice?.message ?? "")
    case .refused, .failed, .storage:
      let (message, host) = (notice?.message ?? "", notice?.host ?? "")
      return .final(message.contains(host) ? message : "\(message) Its worker was \(host).")
    case nil: break
    }
    // Killed from outside; what crashes by itself would crash again. Slurm takes 128 off what a shell says of a
    // program that was killed, and this program ends with neither 9 nor 15 by itself.
    if let status = exitStatus,
      [128 + SIGHUP, 128 + SIGKILL, 128 + SIGTERM, SIGKILL, SIGTERM].contains(Int32(status))
    {
      return .again(reason: "was killed by signal \(status % 128)\(place)")
    }
    if exitStatus == SlurmScript.undeliveredStatus {
      return .again(reason: "could not bring its record home\(place)")
    }
    let status = exitStatus.map { " with status \($0)" } ?? ""
    let rest = lastLine.map { "its log ends with: \($0)" } ?? "it left no word"
    return .final(
      "Run '\(name)': its job ended as \(state)\(status)\(place), expected to finish; \(rest)")
  }
}
