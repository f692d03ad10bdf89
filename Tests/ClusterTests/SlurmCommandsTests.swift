import Cluster
import Foundation
import TestSupport
import Testing

/// How Slurm's commands are started, with scripts in their place.
@Suite struct SlurmCommandsTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func slurm(_ programs: [String: String]) async throws -> SlurmCommands {
    for (name, script) in programs {
      try await Script.write("#!/bin/sh\n\(script)\n", to: folder.url.appendingPathComponent(name))
    }
    return SlurmCommands(in: folder.url)
  }

  @Test func onlyWhatLeadsToSlurmIsInheritedOfItsVariables() {
    let environment = SlurmCommands.environment(in: [
      "PATH": "/bin", "SLURM_CONF": "/etc/slurm.conf", "SLURM_JWT": "token",
      "SLURM_TIME_FORMAT": "relative", "SLURM_CLUSTERS": "other", "SLURM_JOB_ID": "7",
      "SLURMD_NODENAME": "n1", "SLURM_BITSTR_LEN": "10", "SBATCH_TIMELIMIT": "1",
      "SBATCH_ARRAY_INX": "0-9", "SQUEUE_FORMAT": "%i", "SQUEUE_STATES": "R",
      "SACCT_FEDERATION": "1", "SCANCEL_STATE": "R", "SCONTROL_ALL": "1", "SLURPED": "kept"
    ])
    #expect(
      environment == [
        "PATH": "/bin", "SLURM_CONF": "/etc/slurm.conf", "SLURM_JWT": "token",
        "SLURM_BITSTR_LEN": "0", "SLURPED": "kept"
      ])
  }

  /// What Slurm 22.05 says without a configuration and with its controller down.
  @Test(arguments: [
    (
      """
      echo "scontrol: error: fetch_config: DNS SRV lookup failed" >&2
      echo "scontrol: fatal: Could not establish a configuration source" >&2
      """, "fetch_config: DNS SRV lookup failed; Could not establish a configuration source"
    ),
    (
      """
      echo "Slurmctld(primary) at vm is DOWN"
      echo "*****************************************"
      echo "** RESTORE SLURMCTLD DAEMON TO SERVICE **"
      """, "Slurmctld(primary) at vm is DOWN"
    )
  ])
  func aControllerThatCannotAnswerIsTold(script: String, reason: String) async throws {
    let slurm = try await slurm(["scontrol": script + "\nexit 1"])
    #expect(throws: ClusterError.noController(reason)) { try slurm.requireController() }
  }

  @Test func oneControllerOfTwoIsEnough() async throws {
    let slurm = try await slurm([
      "scontrol":
        "echo 'Slurmctld(primary) at a is DOWN'; echo 'Slurmctld(backup) at b is UP'; exit 1"
    ])
    try slurm.requireController()
  }

  @Test func whatIsNotInstalledIsNamedByTheProgram() throws {
    #expect(throws: ClusterError.missingProgram("scontrol")) {
      try SlurmCommands(in: folder.url).requireController()
    }
  }

  @Test func aScriptGoesInAndANumberComesOut() async throws {
    let slurm = try await slurm([
      "sbatch":
        #"[ "$*" = "--parsable --dependency=afterany:5:6" ] && grep -q hello && echo "12;test""#
    ])
    #expect(try slurm.submit("hello\n", after: ["5", "6"]) == .accepted("12"))
  }

  @Test func aRefusalIsNoSilence() async throws {
    let refusing = try await slurm(["sbatch": "echo 'sbatch: error: invalid account' >&2; exit 1"])
    #expect(try refusing.submit("", after: []) == .refused("invalid account"))
    let words = "Unable to contact slurm controller (connect failure)"
    let silent = try await slurm(["sbatch": "echo 'sbatch: error: \(words)' >&2; exit 1"])
    #expect(throws: ClusterError.programFailed("sbatch", reason: words)) {
      try silent.submit("", after: [])
    }
  }
}
