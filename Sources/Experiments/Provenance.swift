import Foundation
import Support

/// Where and when a result was made.
public struct Provenance: Sendable, Codable, Equatable {
  /// The commit of the source, or `"unknown"` where that is no git checkout of its own.
  public var gitCommit: String
  /// Whether what the program is built from held no uncommitted change; nil when unknown.
  public var gitClean: Bool?
  /// The machine's short name, e.g. `"node7"`; nil in records from before it was kept.
  public var host: String?
  /// The job of a cluster's scheduler that the run was a part of, e.g.
  /// `"Slurm 1234_7 on node7, partition main"`; nil elsewhere.
  public var job: String?
  /// E.g. `"Debian GNU/Linux 13 (trixie), Linux 6.12"`.
  public var operatingSystem: String
  public var cpu: String
  /// The processor's architecture, e.g. `"x86_64"`.
  public var architecture: String
  /// Logical processors of the machine.
  public var processors: Int
  /// The Swift compiler that built this program, e.g. `"Swift 6.3"`.
  public var compiler: String
  /// `"release"` or `"debug"`.
  public var build: String
  /// Worker threads granted.
  public var threads: Int
  /// `"portable"` or `"native"` for a training run of `nonsmooth run`; nil otherwise.
  public var numerics: String?
  /// Bits of the kernels' vectors, `"256"` or `"512"`; nil in records from before there was a choice.
  public var vectors: String?
  /// OpenBLAS's build and kernel, where native numerics used it.
  public var openBLAS: String?
  /// Versions of the libraries that the program uses, by name; nil in records from before they were kept.
  public var libraries: [String: String]?
  /// ISO 8601, UTC.
  public var started: String
  public var finished: String

  /// What is known now; `started` and `finished` are the present moment.
  ///
  /// - Parameter directory: Where the source is checked out; nil where that is not known.
  public static func current(threads: Int, directory: URL? = nil) -> Provenance {
    let checkout: Checkouts.State = directory.map(checkouts.state) ?? (nil, nil)
    let now = date()
    return Provenance(
      gitCommit: checkout.commit ?? "unknown", gitClean: checkout.isClean, host: MachineName.short,
      job: schedulerJob(ProcessInfo.processInfo.environment),
      operatingSystem: operatingSystemName(), cpu: cpuName(), architecture: architectureName,
      processors: ProcessInfo.processInfo.processorCount, compiler: compilerName,
      build: buildName, threads: threads, started: now, finished: now)
  }

  /// `moment` in ISO 8601, UTC, to the second.
  public static func date(_ moment: Date = Date()) -> String {
    moment.formatted(.iso8601)
  }

  private static var compilerName: String {
    #if compiler(>=6.5)
      "Swift 6.5 or later"
    #elseif compiler(>=6.4)
      "Swift 6.4"
    #elseif compiler(>=6.3)
      "Swift 6.3"
    #else
      "Swift 6.2"
    #endif
  }

  private static var buildName: String {
    #if DEBUG
      "debug"
    #else
      "release"
    #endif
  }

  private static var architectureName: String {
    #if arch(x86_64)
      "x86_64"
    #elseif arch(arm64)
      "arm64"
    #else
      "other"
    #endif
  }

  /// The Slurm job that `environment` tells of: an array's number with that of its element, or the job's
  /// own, with node and partition where Slurm states them.
  package static func schedulerJob(_ environment: [String: String]) -> String? {
    let array = environment["SLURM_ARRAY_JOB_ID"].flatMap { job in
      environment["SLURM_ARRAY_TASK_ID"].map { "\(job)_\($0)" }
    }
    guard let number = array ?? environment["SLURM_JOB_ID"] else { return nil }
    let places = [
      environment["SLURMD_NODENAME"], environment["SLURM_JOB_PARTITION"].map { "partition \($0)" }
    ].compactMap { $0 }
    return "Slurm \(number)" + (places.isEmpty ? "" : " on " + places.joined(separator: ", "))
  }

  private static func operatingSystemName() -> String {
    #if os(Linux)
      let lines = (try? String(contentsOfFile: "/etc/os-release", encoding: .utf8)) ?? ""
      let name = lines.split(separator: "\n").first { $0.hasPrefix("PRETTY_NAME=") }
        .map { $0.dropFirst("PRETTY_NAME=".count).trimmingCharacters(in: ["\""]) }
      var kernel = utsname()
      guard uname(&kernel) == 0 else { return name ?? "Linux" }
      let release = withUnsafeBytes(of: &kernel.release) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      return "\(name ?? "Linux"), Linux \(release)"
    #else
      return "macOS " + ProcessInfo.processInfo.operatingSystemVersionString
    #endif
  }

  private static func cpuName() -> String {
    #if os(Linux)
      let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
      for line in lines.split(separator: "\n") {
        let parts = line.split(separator: ":", maxSplits: 1)
        let field = parts.first.map { $0.trimmingCharacters(in: .whitespaces) }
        if parts.count == 2, field == "model name" || field == "Model" {
          return parts[1].trimmingCharacters(in: .whitespaces)
        }
      }
      return "unknown"
    #else
      var size = 0
      sysctlbyname("machdep.cpu.brand_string", nil, &size, nil, 0)
      var name = [UInt8](repeating: 0, count: max(size, 1))
      guard sysctlbyname("machdep.cpu.brand_string", &name, &size, nil, 0) == 0 else {
        return "unknown"
      }
      return String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
    #endif
  }

  /// The checkouts as they were when this process first looked, which is nearer to what it was built from
  /// than any later look; git takes a tenth of a second each time.
  private final class Checkouts: @unchecked Sendable {
    typealias State = (commit: String?, isClean: Bool?)
    private let lock = NSLock()
    private var known: [String: State] = [:]

    func state(of directory: URL) -> State {
      lock.withLock {
        if let state = known[directory.path] { return state }
        let state = Self.look(at: directory)
        known[directory.path] = state
        return state
      }
    }

    /// What the program is built from; baselines, notes and generated folders are not.
    private static let sources = [
      "Package.swift", "Sources", "Chapters", ":(exclude)Chapters/*/Baselines/*"
    ]

    private static func look(at directory: URL) -> State {
      // A repository around ours, such as one of somebody's home, says nothing of our source.
      guard let top = git(["rev-parse", "--show-toplevel"], in: directory),
        URL(fileURLWithPath: top).resolvingSymlinksInPath().path
          == directory.resolvingSymlinksInPath().path,
        let commit = git(["rev-parse", "--verify", "HEAD"], in: directory)
      else { return (nil, nil) }
      let status = git(
        ["status", "--porcelain", "--untracked-files=normal", "--"] + sources, in: directory)
      return (commit, status.map(\.isEmpty))
    }

    /// Without the variables by which git finds another repository than the folder's, such as GIT_DIR, which
    /// hooks set; and without the programs that a repository's settings name.
    private static func git(_ arguments: [String], in directory: URL) -> String? {
      var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("GIT_") }
      environment["GIT_OPTIONAL_LOCKS"] = "0"
      let command = ["git", "-C", directory.path, "-c", "core.fsmonitor=false"] + arguments
      guard let outcome = try? Tool(command, environment: environment).run(seconds: 20),
        outcome.succeeded
      else { return nil }
      return outcome.text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
  }
  private static let checkouts = Checkouts()
}
