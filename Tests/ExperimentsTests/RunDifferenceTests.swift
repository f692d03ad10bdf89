import Experiments
import Foundation
import Support
import TestSupport
import Testing

/// `explain` and `plan` rest on `RunDifference`: it must name what was edited, and nothing else.
@Suite struct RunDifferenceTests {
  /// What a run depends on, as plain values that can be edited.
  private struct Declaration {
    var spec: [String: JSONValue]
    var inputs: [String: String]
    var prerequisites: [String]
    var revision: Int

    var code: CodeFingerprint {
      CodeFingerprint(revision: revision, canaries: ["a": "0c"])
    }

    func experiment() throws -> Experiment {
      try Experiment(
        "run", kind: "convex", specification: spec, inputs: inputs, prerequisites: prerequisites
      ) { (_: [String: JSONValue], _) in 0 }
    }

    func key(_ keys: [String: RunKey]) throws -> RunKey {
      RunKey(
        try experiment(), prerequisites: prerequisites.compactMap { keys[$0] },
        code: CodeFingerprints(["convex": code]))
    }

    func record(_ keys: [String: RunKey]) throws -> RunRecord {
      let experiment = try experiment()
      return try RunRecord(
        name: "run", kind: "convex", code: code, specification: experiment.specification,
        inputs: inputs, prerequisites: prerequisites.map { ($0, keys[$0]?.description ?? "") },
        provenance: RunDifferenceTests.provenance, wallSeconds: 1, cpuSeconds: 1,
        peakMemoryBytes: 1)
    }
  }

  private static let provenance = Provenance.current(threads: 1)
  private static let start = Declaration(
    spec: [
      "learningRate": .number(0.01), "iterations": .integer(100), "start": .string("uniform"),
      "isLong": .bool(false), "seeds": .array([.integer(1), .integer(2)]),
      "optimizer": .object(["name": .string("sgd"), "momentum": .number(0.9)]),
      "cases": .array([.object(["rate": .number(1.5)]), .object(["rate": .number(2.5)])])
    ],
    inputs: ["embedded": "3af0", "weights": "77"], prerequisites: ["a", "b"], revision: 2)

  private static func keys(_ a: String, _ b: String) -> [String: RunKey] {
    ["a": RunKey(kind: "convex", hash: a), "b": RunKey(kind: "training", hash: b)]
  }

  /// A thousand random edits of one to four things: exactly these are named, with both values, and there is a
  /// difference exactly when the key, which decides whether a run is made again, is another one.
  @Test func namesExactlyWhatWasEdited() throws {
    var random = Mutator(seed: 7)
    for round in 0..<1000 {
      var (now, keys) = (Self.start, Self.keys("1", "2"))
      let record = try now.record(keys)
      var expected: Set<String> = []
      for _ in 0..<random.below(5) {
        let number = 1000 + random.below(1_000_000)
        switch random.below(12) {
        case 0:
          now.spec["learningRate"] = .number(Double(number) + 0.5)
          expected.insert("setting learningRate")
        case 1:
          now.spec["iterations"] = .integer(number)
          expected.insert("setting iterations")
        case 2:
          now.spec["start"] = .string("s\(number)")
          expected.insert("setting start")
        case 3:
          now.spec["isLong"] = .bool(true)
          expected.insert("setting isLong")
        case 4:
          now.spec["seeds"] = .array([.integer(1), .integer(number)])
          expected.insert("setting seeds")
        case 5:
          now.spec["optimizer"] = .object(["name": .string("sgd"), "momentum": .number(0.25)])
          expected.insert("setting optimizer.momentum")
        case 6:
          now.spec["cases"] = .array([
            .object(["rate": .number(1.5)]), .object(["rate": .integer(7)])
          ])
          expected.insert("setting cases.1.rate")
        case 7:
          now.spec["added"] = .integer(number)
          expected.insert("setting added")
        case 8:
          now.inputs["embedded"] = "91bc\(number)"
          expected.insert("data embedded")
        case 9:
          now.inputs["weights"] = nil
          expected.insert("data weights")
        case 10:
          now.revision = 3
          expected.insert("code convex revision")
        default:
          keys["b"] = RunKey(kind: "training", hash: "\(number)")
          expected.insert("prerequisite b")
        }
      }
      let experiment = try now.experiment()
      let found = try RunDifference.between(
        record, and: experiment, keys: keys, code: now.code)
      #expect(Set(found.map { "\($0.kind.rawValue) \($0.name)" }) == expected, "round \(round)")
      #expect(found.count == expected.count, "round \(round): something is named twice")
      #expect(found.allSatisfy { $0.before != $0.after }, "round \(round)")
      #expect(found.isEmpty == (try now.key(keys).hash == record.key), "round \(round)")

      let history = RunHistory([record])
      let predecessor = try history.predecessor(
        of: experiment, keys: keys, code: now.code)
      #expect(predecessor?.differences ?? [] == found, "round \(round)")
    }
  }

  @Test func saysBothValues() throws {
    var now = Self.start
    let keys = Self.keys("1", "2")
    let record = try now.record(keys)
    now.spec["learningRate"] = .number(0.02)
    now.inputs["embedded"] = "91bc0123456789"
    now.revision = 3
    now.prerequisites = ["a"]
    let found = try RunDifference.between(
      record, and: try now.experiment(), keys: keys, code: now.code)
    #expect(
      found.map(\.words) == [
        "code, convex revision 2 -> 3", "learningRate 0.01 -> 0.02",
        "data embedded 3af0 -> 91bc0123...", "prerequisite b 2 -> none"
      ])
  }

  /// Profiles share a store: the nearest record of the name stands for what was there before.
  @Test func theNearestRecordOfTheNameIsThePredecessor() throws {
    let keys = Self.keys("1", "2")
    var (near, far) = (Self.start, Self.start)
    near.revision = 1
    far.spec["iterations"] = .integer(7)
    far.spec["seeds"] = .array([.integer(9)])
    let history = RunHistory([try far.record(keys), try near.record(keys)])
    let experiment = try Self.start.experiment()
    let found = try #require(
      try history.predecessor(of: experiment, keys: keys, code: Self.start.code))
    #expect(found.differences.map(\.words) == ["code, convex revision 1 -> 2"])
    let drawn = try far.key(keys).description
    let told = try #require(
      try history.predecessor(of: experiment, drawn: drawn, keys: keys, code: Self.start.code))
    #expect(told.differences.map(\.name) == ["iterations", "seeds"])
    let other = try Experiment("other", kind: "convex", specification: [1]) { (_: [Int], _) in 0 }
    #expect(try history.predecessor(of: other, keys: [:], code: Self.start.code) == nil)
  }
}
