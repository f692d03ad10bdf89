import Experiments
import Foundation
import TestSupport
import Testing

/// What the control groups of a process leave it, read from copies of the system's files.
@Suite struct ResourceUsageTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func group(_ path: String, second: Bool = true, limit: String, usage: Int, cache: Int = 0)
    throws
  {
    let place = folder.url.appendingPathComponent(path)
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    for (name, text) in [
      (second ? "memory.max" : "memory.limit_in_bytes", limit),
      (second ? "memory.current" : "memory.usage_in_bytes", "\(usage)"),
      ("memory.stat", "anon 1\n\(second ? "" : "total_")inactive_file \(cache)\nslab 2")
    ] { try Data((text + "\n").utf8).write(to: place.appendingPathComponent(name)) }
  }

  /// A job of Slurm or systemd has its limit in a group of its own, or in one above it.
  @Test func theLeastOfNestedGroupsHolds() throws {
    try group("slurm/job_1", limit: "1000", usage: 300, cache: 100)
    try group("slurm/job_1/step_0", limit: "max", usage: 200)
    try group("slurm", limit: "5000", usage: 300)
    let left = ResourceUsage.memoryLeft(
      in: "0::/slurm/job_1/step_0\n", below: folder.url.path)
    #expect(left == 800)
  }

  @Test func versionOneIsReadAlike() throws {
    try group("memory/job", second: false, limit: "900", usage: 1000, cache: 0)
    try group("memory", second: false, limit: "9223372036854771712", usage: 5000)
    let groups = "12:cpu,cpuacct:/other\n4:memory:/job\n1:name=systemd:/job\n"
    #expect(ResourceUsage.memoryLeft(in: groups, below: folder.url.path) == 0)
  }

  /// In a container the path may lie outside the mount, whose root is then the process' group.
  @Test(arguments: ["0::/docker/123\n", "0::/../..\n", "0::/\n"])
  func theMountsRootStandsForAPathThatIsNotThere(groups: String) throws {
    try group("", limit: "700", usage: 200)
    #expect(ResourceUsage.memoryLeft(in: groups, below: folder.url.path) == 500)
  }

  @Test func withoutALimitThereIsNone() throws {
    try group("a", limit: "max", usage: 5)
    for groups in ["0::/a\n", "", "nonsense", "0::/../a"] {
      #expect(ResourceUsage.memoryLeft(in: groups, below: folder.url.path) == nil)
    }
  }

  @Test func aRunThatCannotFitIsRefusedWithItsFigure() {
    let error = #expect(throws: ExperimentsError.self) {
      try ResourceUsage.require(memory: 3 << 30, for: "F3", available: 1 << 30)
    }
    #expect(
      error?.description.hasPrefix("Run 'F3': needs about 3.0 GiB, expected at most the 1.0 GiB")
        == true)
    #expect(throws: Never.self) {
      try ResourceUsage.require(memory: 1 << 20, for: "F3", available: 1 << 20)
    }
  }
}
