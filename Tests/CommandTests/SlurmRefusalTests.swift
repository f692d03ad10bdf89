import Foundation
import RegexBuilder
import Support
import TestSupport
import Testing

/// Of what cannot be made: refused by Slurm, by the disk, or by a worker that differs from home.
extension SlurmTests.Reports {
  @Test func aPartitionThatIsNotThereIsTold() async throws {
    let repository = try await SlurmRepository(
      missing: ["tutorial"], ["sbatch": ["partition": "nosuch"]])
    let before = try repository.records()
    let outcome = try await repository.report()
    #expect(outcome.status != 0)
    #expect(
      outcome.errors.contains(
        """
        nonsmooth: 5 runs failed, expected none:
          tutorial.
        """), "\(outcome.errors)")
    #expect(outcome.errors.contains(Self.refusal("invalid partition specified: nosuch")))
    #expect(try await repository.cluster.queue().isEmpty)
    #expect(try await repository.status()["notSubmitted"] as? Int == 5)
    #expect(try repository.records() == before)

    try repository.write([:])
    let again = try await repository.report()
    #expect(again.status == 0, "\(again.errors)")
    #expect(try repository.made() == 5)
  }

  /// A run that needs longer than any partition lets it, and those that start from it; the others are made.
  @Test func oneRefusedArrayDoesNotStrandTheOthers() async throws {
    let repository = try await SlurmRepository(missing: ["tutorial"])
    let before = try repository.records()
    let outcome = try await repository.report("--set", "F3.pretraining.seed42.steps=30000000")
    #expect(outcome.status != 0)
    #expect(
      outcome.errors.contains("refused 1 run,")
        && outcome.errors.contains("9 runs failed, expected none:"), "\(outcome.errors)")
    #expect(outcome.errors.contains(Self.refusal("Requested time limit is invalid")))
    let records = try repository.records()
    #expect(records.count == 298)
    for (key, record) in before { #expect(records[key] == record) }
    #expect(try repository.made() == 5)
    #expect(try await repository.cluster.queue().isEmpty)
  }

  /// Any sentence of Slurm's that holds `words`, as it is told of a run.
  private static func refusal(_ words: String) -> Regex<Substring> {
    Regex {
      ": Slurm refused it: "
      ZeroOrMore(.anyNonNewline)
      words
    }
  }

  @Test(SlurmTests.stress, .enabled(if: geteuid() == 0, "mounts a small disk, which only root may"))
  func aFullStoreIsTold() async throws {
    let repository = try await SlurmRepository(missing: nil, ["atOnce": 1])
    let store = repository.store
    try FileManager.default.createDirectory(at: store, withIntermediateDirectories: true)
    try await Toolchain.run(
      ["mount", "-t", "tmpfs", "-o", "size=300m", "none", store.path], in: repository.folder.url)
    defer {
      _ = try? Tool(["umount", "--lazy", store.path]).run()
    }
    let home = try await SmokeReport.shared().folder.url.appendingPathComponent("Output/store")
    try await Toolchain.run(["cp", "-a", "\(home.path)/.", store.path], in: repository.folder.url)
    for (path, record) in try SlurmRepository.read(store)
    where record.name.hasPrefix("F3") || record.name.hasPrefix("tutorial") {
      try FileManager.default.removeItem(at: path)
    }
    let before = try repository.records()
    // All but half a megabyte is taken: enough for the tutorial's runs, not for weights.
    let free =
      try Int(
        await Toolchain.run(["df", "--output=avail", "-B1K", store.path], in: repository.folder.url)
          .split(separator: "\n").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "") ?? 0
    try await Toolchain.run(
      ["fallocate", "-l", "\((free - 500) * 1024)", "\(store.path)/filling"],
      in: repository.folder.url)

    let full = try await repository.report()
    #expect(full.status != 0)
    #expect(
      full.errors.contains("F3.pretraining.seed42: File '")
        && full.errors.contains("': the disk is full, expected to write there. Make room"),
      "\(full.errors)")
    let kept = try repository.records()
    #expect(kept.count == before.count + 5, "\(full.errors)")
    try FileManager.default.removeItem(at: store.appendingPathComponent("filling"))

    let outcome = try await repository.report()
    #expect(outcome.status == 0, "\(outcome.errors)")
    let records = try repository.records()
    #expect(records.count == 298)
    for (key, record) in kept { #expect(records[key] == record) }
    try await SlurmTests.Reports.expectSameFiles(records)
  }

  /// Of a worker that the wrapper `script` makes differ from home.
  private func refusal(
    _ script: String, in repository: SlurmRepository
  ) async throws -> String {
    try await Script.write("#!/bin/bash\n\(script)\n", to: repository.url("worker.sh"))
    let before = try repository.records()
    let outcome = try await repository.run(
      [
        "chapter", "lasso", "--only", "F3.pretraining.seed42", "--profile", "smoke", "--on", "slurm"
      ])
    #expect(outcome.status != 0)
    #expect(outcome.errors.contains("nonsmooth: 1 run failed, expected none:"), "\(outcome.errors)")
    #expect(try repository.records() == before)
    #expect(try repository.steps() == nil)
    #expect(try !repository.logs().values.contains { $0.contains("runs done") }, "nothing begins")
    let troubles = try #require(try await repository.status()["troubles"] as? [[String: String]])
    let message = try #require(troubles.first?["message"])
    #expect(outcome.errors.contains(message.dropFirst("Run 'F3.pretraining.seed42': ".count)))
    return message
  }

  private static let wrapped = ["command": "./worker.sh"]

  /// One pixel of one image differs.
  @Test(SlurmTests.stress) func aWorkerWithOtherDataRefuses() async throws {
    let repository = try await SlurmRepository(missing: ["F3.pretraining"], Self.wrapped)
    let folder = repository.url("other")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let build = CommandProcess.executable.deletingLastPathComponent()
    for name in ["nonsmooth", "nonsmooth_Datasets.resources"] {
      try FileManager.default.copyItem(
        at: build.appendingPathComponent(name).resolvingSymlinksInPath(),
        to: folder.appendingPathComponent(name))
    }
    let change = """
      cd other/nonsmooth_Datasets.resources/fashion-mnist-subset
      gunzip train-images-idx3-ubyte.gz
      printf '\\1' | dd of=train-images-idx3-ubyte bs=1 seek=20 conv=notrunc
      gzip train-images-idx3-ubyte
      """
    try await Toolchain.run(["bash", "-ec", change], in: repository.folder.url)
    let message = try await refusal("exec other/nonsmooth \"$@\"", in: repository)
    let host = Self.host
    #expect(
      message.hasPrefix("Run 'F3.pretraining.seed42': this machine, \(host), has other ")
        && message.contains("other data (embedded has SHA-256 "), "\(message)")
    #expect(message.contains("Bring \(host) to home's version and data, then start again."))
  }

  /// The list of jobs is one of another program: other results of one canary, and so other keys.
  @Test func aWorkerWithOtherCodeRefuses() async throws {
    let repository = try await SlurmRepository(missing: ["F3.pretraining"], Self.wrapped)
    let message = try await refusal(
      #"""
      sed -E -e 's/("elementary.exp":")..../\10000/' -e 's#("key":"training/)....#\10000#' |
        .build/release/nonsmooth "$@"
      """#, in: repository)
    #expect(
      message.contains("this machine, \(Self.host), has other code (")
        && message.contains("elementary.exp"), "\(message)")
  }

  @Test(
    SlurmTests.stress,
    .enabled(if: geteuid() == 0, "puts another /proc/cpuinfo in place, which only root may"))
  func aWorkerWithoutAVX2Refuses() async throws {
    let repository = try await SlurmRepository(missing: ["F3.pretraining"], Self.wrapped)
    let message = try await refusal(
      #"""
      sed 's/ avx2//' /proc/cpuinfo > cpuinfo
      exec unshare --mount sh -c 'mount --bind cpuinfo /proc/cpuinfo && exec .build/release/nonsmooth "$@"' sh "$@"
      """#, in: repository)
    #expect(message.contains("avx2") && message.contains(Self.host), "\(message)")
  }

  private static var host: String {
    String(ProcessInfo.processInfo.hostName.prefix { $0 != "." })
  }
}
