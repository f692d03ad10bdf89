import Experiments
import Foundation
import Plots
import Reports
import Support
import TestSupport
import Testing

/// What results.json and the page say of machines, and of runs that were made more than once.
@Suite struct RepetitionTests {
  /// Two runs of the sample's figure: the second goes on from the first, on another host.
  private func sample() throws -> SampleReport {
    var sample = try SampleReport()
    let first = try Self.record("F1.seed1", on: "node1", seconds: 2)
    let second = try Self.record(
      "F1.seed2", on: "node2", seconds: 3, after: ["F1.seed1": "convex/\(first.key)"])
    sample.builder.figures = FigureFiles(records: ["F1.seed1": first, "F1.seed2": second])
    return sample
  }

  private static func record(
    _ name: String, on host: String?, seconds: Double, after: [String: String] = [:]
  ) throws -> RunRecord {
    var provenance = Provenance.current(threads: 1)
    (provenance.host, provenance.cpu) = (host, "CPU")
    provenance.job = host.map { "Slurm 7 on \($0)" }
    return try RunRecord(
      name: name, kind: "convex", code: CodeFingerprint(revision: 1),
      specification: CanonicalJSON.encode(name), inputs: [:],
      prerequisites: after.sorted { $0.value < $1.value }.map { ($0.key, $0.value) },
      provenance: provenance, wallSeconds: seconds, cpuSeconds: seconds / 2, peakMemoryBytes: 1)
  }

  /// Stores in which `host` has come to `value` in the run of this name, and node9 to 8.
  private func repetition(
    of name: String, host: String, value: Double
  ) throws -> (records: [RunRecord], store: DirectoryRunStore, folder: TemporaryDirectory) {
    let folder = try TemporaryDirectory()
    func run(
      _ host: String, _ value: Double, in place: String
    ) throws -> (DirectoryRunStore, RunKey) {
      let store = DirectoryRunStore(root: folder.url.appending(path: place))
      let experiment = try Experiment(name, kind: "convex", specification: name) {
        (_: String, _: RunContext) in value
      }
      var provenance = Provenance.current(threads: 1)
      (provenance.host, provenance.cpu) = (host, "CPU")
      try Scheduler(store: store, concurrency: 1, provenance: provenance).run([experiment])
        .requireAll()
      return (store, try RunKey.keys(of: [experiment])[name]!)
    }
    let (store, key) = try run("node9", 8, in: "here")
    let (other, _) = try run(host, value, in: "there")
    _ = try store.adopt(other.directory(of: key), as: key)
    return ([try #require(store.header(of: key))], store, folder)
  }

  private func results(_ builder: ReportBuilder) throws -> [String: Any] {
    let data = try Data(contentsOf: try builder.writeResults())
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test func machinesAddUpTheirRuns() throws {
    let sample = try sample()
    let results = try results(sample.builder)
    let machines = try #require(results["machines"] as? [[String: Any]])
    #expect(machines.map { $0["host"] as? String } == ["node1", "node2"])
    #expect(machines.map { $0["wallSeconds"] as? Double } == [2, 3])
    #expect(machines.map { $0["cpuSeconds"] as? Double } == [1, 1.5])
    #expect(machines.map { $0["runs"] as? Int } == [1, 1])
    let runs = try #require(results["runs"] as? [String: [String: Any]])
    #expect(runs["F1.seed2"]?["machine"] as? Int == 1)
    #expect(runs["F1.seed2"]?["job"] as? String == "Slurm 7 on node2")
    #expect((results["conflicts"] as? [Any])?.isEmpty == true)
  }

  @Test func aRecordWithoutAHostIsOfAMachineWithoutAName() throws {
    var sample = try sample()
    sample.builder.figures.records["F1.seed1"] = try Self.record("F1.seed1", on: nil, seconds: 2)
    let machines = try #require(try results(sample.builder)["machines"] as? [[String: Any]])
    #expect(machines.count == 2 && machines[0]["host"] == nil)
  }

  @Test(arguments: [("node8", true), ("node9", false)])
  func aConfirmationSaysWhetherItIsAnotherMachines(host: String, elsewhere: Bool) throws {
    var sample = try SampleReport()
    let (records, store, folder) = try repetition(of: "F1.seed1", host: host, value: 8)
    _ = folder
    sample.builder.figures = FigureFiles(records: ["F1.seed1": records[0]])
    sample.builder.repetitions = RunRepetitions(
      conflicts: try store.conflicts(with: records),
      confirmations: try store.confirmations(of: records))
    let runs = try #require(try results(sample.builder)["runs"] as? [String: [String: Any]])
    let confirmations = try #require(runs["F1.seed1"]?["confirmations"] as? [[String: Any]])
    // A repetition on the same machine is the other record, and a confirmation all the same.
    #expect(confirmations.map { $0["host"] as? String } == [host])
    #expect(confirmations.map { $0["elsewhere"] as? Bool } == [elsewhere])
    for key in ["operatingSystem", "gitCommit"] { #expect(confirmations[0][key] is String) }
  }

  /// What a run that goes on from the one in conflict has made is in doubt, too.
  @Test func aConflictNamesAllThatRestsOnIt() throws {
    var sample = try sample()
    let (records, store, folder) = try repetition(of: "F1.seed1", host: "node8", value: 9)
    _ = folder
    let next = try Self.record(
      "F1.seed2", on: "node1", seconds: 1, after: ["F1.seed1": "convex/\(records[0].key)"])
    sample.builder.figures = FigureFiles(records: ["F1.seed1": records[0], "F1.seed2": next])
    sample.builder.repetitions = RunRepetitions(conflicts: try store.conflicts(with: records))
    let results = try results(sample.builder)
    let conflicts = try #require(results["conflicts"] as? [[String: Any]])
    #expect(conflicts.count == 1)
    let conflict = try #require(conflicts.first)
    #expect(conflict["run"] as? String == "F1.seed1")
    #expect(conflict["affected"] as? [String] == ["F1.seed1", "F1.seed2"])
    #expect(conflict["files"] as? [String] == ["outcome.json"])
    #expect(conflict["figures"] as? [String] == ["figure-1"])
    // Of F1.seed2, which the value was read from.
    #expect(conflict["values"] as? [String] == ["T0.maxL1Norm"])
    #expect(conflict["tables"] as? [String] == [] && conflict["claims"] as? [String] == [])
    #expect((conflict["here"] as? [String: Any])?["host"] as? String == "node9")
    #expect((conflict["other"] as? [String: Any])?["host"] as? String == "node8")

    // A report that does not rest on it says nothing.
    sample.builder.chapters[0].report.figures = []
    sample.builder.chapters[0].report.values = ReportValues()
    #expect((try self.results(sample.builder)["conflicts"] as? [Any])?.isEmpty == true)
  }
}
