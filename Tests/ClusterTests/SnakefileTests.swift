import Cluster
import Experiments
import Foundation
import Support
import Testing

/// What is written for Snakemake, without Snakemake; `SnakemakeTests` runs it.
@Suite struct SnakefileTests {
  private static func key(_ digit: Character, kind: String = "training") -> RunKey {
    RunKey(kind: kind, hash: String(repeating: digit, count: 64))
  }

  private func runs(_ jobs: [Job], finished: [RunKey: String] = [:], site: String = "{}") throws
    -> SnakemakeRuns
  {
    SnakemakeRuns(
      jobs, finished: finished,
      site: try SiteSettings(json: Data(site.utf8), file: "cluster.json"),
      home: URL(fileURLWithPath: "/home/me/nonsmooth"), checkpointSeconds: 12.5)
  }

  /// The members of `runs.json` as Python reads them.
  private func members(_ runs: SnakemakeRuns) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(runs.text.utf8)) as? [String: Any])
  }

  @Test(arguments: [
    ("F3.sgd.lambda0.002", "F3.sgd.lambda0.002.aaaaaaaaaaaa"),
    ("a b/../c'$x", "a_b_.._c__x.aaaaaaaaaaaa"), ("gelu-é", "gelu-_.aaaaaaaaaaaa")
  ])
  func aRecordIsNamedForPeopleAndByItsKey(name: String, record: String) {
    #expect(SnakemakeRuns.record(of: name, hash: Self.key("a").hash) == record)
  }

  @Test func aRunNamesTheRecordsThatItStartsFrom() throws {
    let (made, here, unknown) = (Self.key("1"), Self.key("2"), Self.key("3"))
    let runs = try runs(
      [
        Job(name: "second", key: Self.key("4"), prerequisites: [made, here, unknown], seconds: 1),
        Job(name: "first", key: made, seconds: 1)
      ], finished: [here: "before"])
    #expect(
      runs.runs[0].archives == ["records/first.111111111111.tar", "given/before.222222222222.tar"])
    #expect(runs.runs[1].archives == [])
    let listed = try #require(try members(runs)["runs"] as? [[String: Any]])
    #expect(
      listed.map { $0["record"] as? String } == ["second.444444444444", "first.111111111111"])
    #expect(listed[1]["key"] as? String == made.description)
    #expect(listed[1]["name"] as? String == "first")
    // One line for each run.
    #expect(try runs.text.split(separator: "\n").count { $0.hasPrefix("  {") } == 2)
  }

  @Test func resourcesAreThoseOfAJobOfTheSite() throws {
    let site = #"{"cores": 2, "timeFactor": 1, "maximumMinutes": 90, "processMiB": 100}"#
    let job = Job(
      name: "long", key: Self.key("5"), seconds: 36_000, memoryBytes: 1 << 30, usesCores: true)
    let run = try runs([job], site: site).runs[0]
    #expect((run.threads, run.memoryMiB, run.minutes) == (2, 2048, 90))
  }

  @Test func theSiteSaysHowItsMachinesStartTheProgram() throws {
    let plain = try members(runs([]))
    #expect(plain["root"] as? String == "/home/me/nonsmooth")
    #expect(plain["command"] as? String == ".build/release/nonsmooth")
    #expect(plain["setup"] as? [String] == [])
    #expect(plain["checkpointSeconds"] as? Double == 12.5)
    #expect(plain["retries"] as? Int == 3)
    #expect(plain["maximumMinutes"] is NSNull)
    #expect((plain["runs"] as? [Any])?.isEmpty == true)
    let site = try members(
      runs(
        [],
        site: #"""
          {"root": "/scratch/n", "command": "bin/n", "modules": ["gcc/13", "a b"],
           "setup": ["export A=\"1\""], "resubmissions": 0, "maximumMinutes": 60}
          """#))
    #expect(site["root"] as? String == "/scratch/n")
    #expect(site["command"] as? String == "bin/n")
    #expect(
      site["setup"] as? [String] == [
        "module load gcc/13", "module load 'a b'", #"export A="1""#
      ])
    #expect(site["retries"] as? Int == 0)
    #expect(site["maximumMinutes"] as? Int == 60)
  }

  @Test func aFolderIsKnownByItsSnakefile() {
    #expect(Snakefile.isOne(Snakefile.text))
    #expect(!Snakefile.isOne(""))
    #expect(!Snakefile.isOne("rule all:\n    input: \"x\"\n"))
    #expect(!Snakefile.isOne("\n" + Snakefile.text))
  }

  /// 100 seeds of everything, each with a run that others start from.
  @Test func theRuleDoesNotGrowWithTenThousandRuns() throws {
    var jobs: [Job] = []
    for seed in 0..<100 {
      func key(_ run: Int) -> RunKey {
        RunKey(kind: "training", hash: Checksum.sha256(Data("\(seed).\(run)".utf8)))
      }
      for run in 0..<100 {
        jobs.append(
          Job(
            name: "F3.run\(run).seed\(seed)", key: key(run),
            prerequisites: run == 0 ? [] : [key(0)], seconds: Double(run) * 100,
            memoryBytes: run << 24, usesCores: true))
      }
    }
    let list = JobList(jobs, options: ["--profile", "paper"], code: CodeFingerprints())
    for text in [try runs(jobs).text, try list.text] {
      #expect(text.split(separator: "\n").count { $0.hasPrefix("  {") } == 10_000)
    }
    #expect(Snakefile.text.utf8.count < 4000)
  }
}
