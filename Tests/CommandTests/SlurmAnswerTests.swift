import Foundation
import Support
import TestSupport
import Testing

/// What is said where Slurm is not there to answer, without Slurm.
@Suite struct SlurmAnswerTests {
  /// Slurm is installed and has no configuration: told at once, and nothing is submitted.
  @Test func aSlurmThatCannotAnswerIsTold() async throws {
    let repository = try SmokeReport.repository()
    let programs = repository.url.appendingPathComponent("programs")
    try FileManager.default.createDirectory(at: programs, withIntermediateDirectories: true)
    for name in ["scontrol", "sbatch", "squeue", "sacct"] {
      try await Script.write(
        "#!/bin/sh\necho '\(name): fatal: Could not establish a configuration source' >&2\nexit 1\n",
        to: programs.appendingPathComponent(name))
    }
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let environment = ["PATH": "\(programs.path):\(path)"]
    let chapter = ["duality", "--profile", "smoke"]
    let report = try await CommandProcess.run(
      ["chapter"] + chapter + ["--on", "slurm"], in: repository.url, environment: environment)
    #expect(report.status == 2)
    #expect(
      report.errors
        == "nonsmooth: Slurm: Could not establish a configuration source, expected its controller to answer. "
        + "Nothing was submitted; see whether Slurm is configured on this machine and up, then start again.\n"
    )
    let status = try await CommandProcess.run(
      ["status", "--profile", "smoke"], in: repository.url, environment: environment)
    #expect(status.status == 2 && status.errors.contains("none were submitted"), "\(status)")
    let doctor = try await CommandProcess.run(
      ["doctor"], in: repository.url, environment: environment)
    #expect(
      doctor.output.contains("cannot answer: Could not establish a configuration source"),
      "\(doctor.output)")
  }

  /// Scripts are shown before the images have been fetched.
  @Test func aDryRunNeedsNoImages() async throws {
    let repository = try SmokeReport.repository()
    let outcome = try await CommandProcess.run(
      ["chapter", "duality", "--profile", "standard", "--on", "slurm", "--dry-run"],
      in: repository.url)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.hasPrefix("# Note: "), "\(outcome.output)")
    #expect(outcome.output.contains("\n#!/bin/bash\n"))
  }
}
