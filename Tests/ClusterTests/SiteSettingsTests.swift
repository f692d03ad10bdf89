import Cluster
import Experiments
import Foundation
import TestSupport
import Testing

/// What a settings file may say, and what is said of one that may not.
@Suite struct SiteSettingsTests {
  private func settings(_ json: String) throws(ClusterError) -> SiteSettings {
    try SiteSettings(json: Data(json.utf8), file: "cluster.json")
  }

  /// The sentence about settings that are refused.
  private func sentence(_ json: String) -> String {
    do {
      _ = try settings(json)
      return "accepted"
    } catch {
      return error.description
    }
  }

  @Test func nothingSaidIsTheDefaults() throws {
    let site = try settings("{}")
    #expect(site == SiteSettings())
    #expect(site.transport == .shared && site.arraySize == 1000 && site.resubmissions == 3)
    #expect(try settings(#"{"root": null, "cores": null}"#) == site)
  }

  @Test func everyFieldIsRead() throws {
    let site = try settings(
      """
      {"sbatch": {"partition": "cpu", "exclusive": true, "nice": 5}, "modules": ["swift/6.2"],
       "setup": ["export A=1"], "root": "/scratch/n", "command": "bin/nonsmooth", "dataPath": "/data",
       "imagenetWeights": "/w.safetensors", "store": "carried", "deliver": "cp {file} {inbox}",
       "fetch": "cp {inbox}/{name} {file}", "cores": 8, "arraySize": 100, "atOnce": 7,
       "resubmissions": 0, "timeFactor": 1.5, "minimumMinutes": 5, "maximumMinutes": 60,
       "processMiB": 300, "pollSeconds": 2, "settleSeconds": 0.5, "patienceSeconds": 10}
      """)
    #expect(
      site.sbatch == ["partition": .string("cpu"), "exclusive": .bool(true), "nice": .integer(5)])
    #expect(site.modules == ["swift/6.2"] && site.setup == ["export A=1"])
    #expect(site.root == "/scratch/n" && site.command == "bin/nonsmooth")
    #expect(site.dataPath == "/data" && site.imagenetWeights == "/w.safetensors")
    #expect(site.transport == .carried && site.deliver == "cp {file} {inbox}")
    #expect(site.fetch == "cp {inbox}/{name} {file}")
    #expect(site.cores == 8 && site.arraySize == 100 && site.atOnce == 7)
    #expect(site.resubmissions == 0 && site.timeFactor == 1.5)
    #expect(site.minimumMinutes == 5 && site.maximumMinutes == 60 && site.processMiB == 300)
    #expect(site.pollSeconds == 2 && site.settleSeconds == 0.5 && site.patienceSeconds == 10)
  }

  @Test(arguments: [
    (
      "[]",
      "Settings 'cluster.json': it is no JSON object, expected a JSON object as in Docs/Cluster.md. Correct it or give another file with --site."
    ),
    (
      #"{"Cores": 2}"#,
      "Setting 'Cores' of 'cluster.json': unknown, expected one of arraySize, atOnce, command, cores, dataPath, deliver, fetch, imagenetWeights, maximumMinutes, minimumMinutes, modules, patienceSeconds, pollSeconds, processMiB, resubmissions, root, sbatch, settleSeconds, setup, store, timeFactor. Options of sbatch belong into \"sbatch\"."
    ),
    (
      #"{"partition": "gpu"}"#,
      "Setting 'partition' of 'cluster.json': unknown, expected one of arraySize, atOnce, command, cores, dataPath, deliver, fetch, imagenetWeights, maximumMinutes, minimumMinutes, modules, patienceSeconds, pollSeconds, processMiB, resubmissions, root, sbatch, settleSeconds, setup, store, timeFactor. Options of sbatch belong into \"sbatch\"."
    ),
    (
      #"{"store": "nowhere"}"#,
      "Setting 'store' of 'cluster.json': \"nowhere\", expected shared or carried. Correct it, see Docs/Cluster.md."
    ),
    (
      #"{"store": "carried"}"#,
      "Setting 'deliver' of 'cluster.json': missing, expected a shell command, since store is carried. Add one, e.g. \"scp -q {file} home:{inbox}/\"."
    ),
    (
      #"{"cores": 0}"#,
      "Setting 'cores' of 'cluster.json': 0, expected a whole number from 1 to 1024. Correct it, see Docs/Cluster.md."
    ),
    (
      #"{"cores": 1.5}"#,
      "Setting 'cores' of 'cluster.json': 1.5, expected a whole number from 1 to 1024. Correct it, see Docs/Cluster.md."
    ),
    (
      #"{"cores": "4"}"#,
      "Setting 'cores' of 'cluster.json': \"4\", expected a whole number from 1 to 1024. Correct it, see Docs/Cluster.md."
    ),
    (
      #"{"timeFactor": 0.5}"#,
      "Setting 'timeFactor' of 'cluster.json': 0.5, expected a number from 1 to 1000. Correct it, see Docs/Cluster.md."
    ),
    (
      #"{"pollSeconds": "inf"}"#,
      "Setting 'pollSeconds' of 'cluster.json': \"inf\", expected a number from 0.1 to 3600. Correct it, see Docs/Cluster.md."
    ),
    (
      #"{"root": ""}"#,
      "Setting 'root' of 'cluster.json': \"\", expected a line of text. Correct it, see Docs/Cluster.md."
    ),
    (
      #"{"root": "a\nb"}"#,
      "Setting 'root' of 'cluster.json': \"a\\nb\", expected a line of text. Correct it, see Docs/Cluster.md."
    ),
    (
      #"{"root": "a\r\nb"}"#,
      "Setting 'root' of 'cluster.json': \"a\\r\\nb\", expected a line of text. Correct it, see Docs/Cluster.md."
    ),
    (
      #"{"sbatch": {"comment": "a\r\nb"}}"#,
      "Setting 'sbatch' of 'cluster.json': {\"comment\":\"a\\r\\nb\"}, expected a line of text, a whole number or true for 'comment'. Correct it, see Docs/Cluster.md."
    ),
    (
      #"{"modules": "swift"}"#,
      "Setting 'modules' of 'cluster.json': \"swift\", expected a list of texts. Correct it, see Docs/Cluster.md."
    ),
    (
      #"{"setup": [1]}"#,
      "Setting 'setup' of 'cluster.json': [1], expected a list of texts. Correct it, see Docs/Cluster.md."
    ),
    (
      #"{"sbatch": ["--partition=cpu"]}"#,
      "Setting 'sbatch' of 'cluster.json': [\"--partition=cpu\"], expected an object of sbatch's long options. Correct it, see Docs/Cluster.md."
    ),
    (
      #"{"sbatch": {"--partition": "cpu"}}"#,
      "Setting 'sbatch' of 'cluster.json': {\"--partition\":\"cpu\"}, expected sbatch's long options without dashes, not '--partition'. Correct it, see Docs/Cluster.md."
    ),
    (
      #"{"sbatch": {"nice": 1.5}}"#,
      "Setting 'sbatch' of 'cluster.json': {\"nice\":1.5}, expected a line of text, a whole number or true for 'nice'. Correct it, see Docs/Cluster.md."
    ),
    (
      #"{"sbatch": {"array": "0-9"}}"#,
      "Setting 'sbatch.array' of 'cluster.json': an option that nonsmooth sets itself, expected none of those. Set arraySize or atOnce."
    ),
    (
      #"{"sbatch": {"dependency": "afterok:1"}}"#,
      "Setting 'sbatch.dependency' of 'cluster.json': an option that nonsmooth sets itself, expected none of those. Leave it out."
    )
  ])
  func whatIsRefusedIsSaidInOneSentence(json: String, sentence: String) {
    #expect(self.sentence(json) == sentence)
  }

  @Test(arguments: SlurmScript.ownOptions.keys.sorted())
  func noOwnOptionIsTakenFromTheSettings(option: String) {
    #expect(sentence("{\"sbatch\": {\"\(option)\": 1}}").contains("'sbatch.\(option)'"))
  }

  @Test func aMissingFileIsNamed() {
    #expect(
      throws: ClusterError.settings(
        "/nowhere/cluster.json", reason: "it does not exist")
    ) {
      try SiteSettings(contentsOf: URL(fileURLWithPath: "/nowhere/cluster.json"))
    }
  }

  @Test(arguments: [
    ("/dev/zero", "it is a device and not a regular file"),
    ("/dev", "it is a folder and not a regular file")
  ])
  func whatIsNoFileIsNotWaitedFor(path: String, reason: String) {
    #expect(throws: ClusterError.settings(path, reason: reason)) {
      try SiteSettings(contentsOf: URL(fileURLWithPath: path))
    }
  }

  @Test func aRunThatStartsFromAnotherNeedsFetch() throws {
    let a = SimulatedHome.job("a")
    let site = try settings(#"{"store": "carried", "deliver": "cp {file} {inbox}"}"#)
    try site.requireFetch(for: [a])
    do {
      try site.requireFetch(for: [a, SimulatedHome.job("c", after: [a])])
      Issue.record("accepted")
    } catch {
      #expect(
        error.description
          == "Setting 'fetch' of 'cluster.json': missing, expected a shell command, since store is carried and run c "
          + "starts from another. Add one, e.g. \"scp -q home:{inbox}/{name} {file}\".")
    }
  }

  private static func isRefusal(_ error: any Error) -> Bool { error is ClusterError }

  @Test func hostileFilesAreRefused() throws {
    let corpus = [
      #"{"sbatch": {"partition": "cpu", "nice": 5}, "modules": ["a"], "cores": 4, "timeFactor": 1.5}"#,
      #"{"store": "carried", "deliver": "cp {file} {inbox}", "setup": ["x", "y"], "atOnce": 3}"#
    ].map { Array($0.utf8) }
    try Fuzzing.run("site-settings", corpus: corpus, count: 3000, isRefusal: Self.isRefusal) {
      _ = try SiteSettings(json: Data($0), file: "cluster.json")
    }
  }
}

/// What a worker is told.
@Suite struct JobListTests {
  private var list: JobList {
    JobList(
      options: ["--profile", "smoke", "--set", "B2.note=it's \"$HOME\" \\ `ls`\nJOBS"],
      code: ["convex": CodeFingerprint(revision: 1, canaries: ["a": "1"])],
      inputs: ["embedded": String(repeating: "0", count: 64)],
      jobs: [
        .init(name: "B2.\"quoted\"", key: "convex/1"), .init(name: "JOBS", key: "convex/2"),
        .init(name: "$(rm -rf /)\\'", key: "convex/3")
      ])
  }

  @Test func textIsReadBack() throws {
    let text = try list.text
    #expect(try JobList(json: Data(text.utf8), file: "jobs.json") == list)
    #expect(JobList.isOne(Data(text.utf8)))
    #expect(text.split(separator: "\n").count { $0.contains("\"key\"") } == 3)
  }

  @Test func onlyTheListedKindsAndInputsAreCarried() {
    var (a, b) = (SimulatedHome.job("a"), SimulatedHome.job("b"))
    a.inputs = ["embedded": "00"]
    b.inputs = ["embedded": "00", "weights": "11"]
    let list = JobList([a, b], options: [], code: CodeFingerprints())
    #expect(list.code.keys.sorted() == ["convex"])
    #expect(list.inputs == ["embedded": "00", "weights": "11"])
    #expect(list.jobs.map(\.key) == [a.key.description, b.key.description])
  }

  @Test(arguments: [
    ("{}", "they are no list of jobs"), ("", "they are no list of jobs"),
    (
      #"{"kind": "training", "options": [], "code": {}, "inputs": {}, "jobs": []}"#,
      "their kind is 'training'"
    ),
    (#"{"kind": "jobs", "options": [], "code": {}, "inputs": {}}"#, "they are no list of jobs")
  ])
  func whatIsNoListIsRefused(json: String, reason: String) {
    #expect(throws: ClusterError.badJobs("jobs.json", reason: reason)) {
      try JobList(json: Data(json.utf8), file: "jobs.json")
    }
  }

  private static func isRefusal(_ error: any Error) -> Bool { error is ClusterError }

  @Test func hostileListsAreRefused() throws {
    try Fuzzing.run(
      "job-list", corpus: [Array(try list.text.utf8)], count: 3000,
      isRefusal: Self.isRefusal
    ) { _ = try JobList(json: Data($0), file: "jobs.json") }
  }
}
