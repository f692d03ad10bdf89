import Experiments
import Multiverse
import Testing

@Suite struct UniverseSpaceTests {
  static func decision(
    _ target: String, _ values: [String], onlyIf condition: Decision.Condition? = nil
  ) -> Decision {
    Decision(
      target, title: target, options: values.map { Decision.Option($0, reason: "why") },
      claims: ["c"], onlyIf: condition)
  }

  /// Rate x optimizer x momentum, which only SGD has.
  static let conditional = UniverseSpace(
    [
      decision("F:rate", ["1", "2", "3"]), decision("F:optimizer", ["sgd", "adam"]),
      decision(
        "F:momentum", ["0.9", "0"], onlyIf: Decision.Condition("F:optimizer", is: ["sgd"]))
    ], defaults: [0, 0, 0])

  @Test func allCombinationsAreThereOnce() {
    let space = UniverseSpace(
      [Self.decision("F:a", ["1", "2"]), Self.decision("F:b", ["x", "y", "z"])], defaults: [1, 0])
    #expect(space.universes == [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]])
    #expect(space.place(of: [1, 2]) == 5 && space.place(of: [2, 0]) == nil)
  }

  private struct Sample: Codable, Sendable { var steps = 4 }

  /// The same setting of two runs, with the same options.
  @Test func decisionsOnOneFieldAreToldApart() throws {
    let runs = try ["A", "B"].map { name in
      try Experiment(name, kind: "convex", specification: Sample()) { spec, _ in spec.steps }
    }
    let family = try ClaimFamily(
      "chapter", claims: ["c"],
      decisions: [Self.decision("A:steps", ["4", "2"]), Self.decision("B:steps", ["4", "2"])],
      experiments: runs, code: CodeFingerprints())
    let labels = family.space.universes.map(family.label)
    #expect(labels == ["", "steps2=2", "steps1=2", "steps1=2;steps2=2"])
    #expect(labels.map { family.universe(labelled: $0) } == family.space.universes)
  }

  /// With Adam there is no momentum to decide: 3 x (2 + 1) universes, not 12.
  @Test func whatIsNotOpenIsNotCounted() {
    let space = Self.conditional
    #expect(space.universes.count == 9)
    #expect(space.universes.allSatisfy { $0[1] == 0 || $0[2] == 0 })
    #expect(space.isOpen(2, in: [0, 0, 1]) && !space.isOpen(2, in: [0, 1, 0]))
    #expect(space.universe([2, 0, 1], deciding: 1, as: 1) == [2, 1, 0])
    #expect(space.differ([2, 0, 1], [2, 1, 0], inNoneBut: 1))
    #expect(!space.differ([2, 0, 1], [1, 1, 0], inNoneBut: 1))
    #expect(!space.differ([2, 0, 1], [2, 0, 0], inNoneBut: 1))
  }
}
