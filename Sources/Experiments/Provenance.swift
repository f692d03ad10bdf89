import Foundation

/// Where and when a result was made.
public struct Provenance: Sendable, Codable, Equatable {
  /// The commit of the source, or `"unknown"` outside a git checkout.
  public var gitCommit: String
  /// Whether the checkout held no uncommitted change; nil when unknown.
  public var gitClean: Bool?
  /// The machine's short name, e.g. `"node7"`; nil in records from before it was kept.
  public var host: String?
  /// The job of a cluster's scheduler that the run was a part of, e.g.
  /// `"Slurm 1234_7 on node7, partition main"`; nil elsewhere.
  public var job: String?
  /// E.g. `"Debian GNU/Linux 13 (trixie), Linux 6.12"`.
  public var operatingSystem: String
  /// The processor's name.
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
  /// OpenBLAS's build and kernel, where native numerics used it.
  public var openBLAS: String?
  /// Versions of the libraries that the program uses, by name; nil in records from before they were kept.
  public var libraries: [String: String]?
  /// ISO 8601, UTC.
  public var started: String
  public var finished: String

  /// What is known now; `started` and `finished` are the present moment.
  ///
  /// - Parameter directory: Where the source is checked out.
  public static func current(
    threads: Int,
    directory: URL = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
  ) -> Provenance {
    let checkout = checkouts.state(of: directory)
    let now = date()
    return Provenance(
      gitCommit: checkout.commit ?? "unknown", gitClean: checkout.isClean, host: hostName(),
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

  /// The machine's name up to its first dot, as the kernel has it; no name server is asked.
  package static func hostName() -> String? {
    var machine = utsname()
    guard uname(&machine) == 0 else { return nil }
    let name = withUnsafeBytes(of: &machine.nodename) {
      String(decoding: $0.prefix { $0 != 0 && $0 != UInt8(ascii: ".") }, as: UTF8.self)
    }
    return name.isEmpty ? nil : name
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
        let commit = git(["rev-parse", "HEAD"], in: directory)
        let status = commit == nil ? nil : git(["status", "--porcelain"], in: directory)
        let state = (commit, status.map(\.isEmpty))
        known[directory.path] = state
        return state
      }
    }
  }
  private static let checkouts = Checkouts()

  private static func git(_ arguments: [String], in directory: URL) -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git", "-C", directory.path] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
