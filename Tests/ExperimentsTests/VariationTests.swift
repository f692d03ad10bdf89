import Experiments
import Foundation
import Support
import Testing

/// `--set NAME.field=value`.
@Suite struct VariationTests {
  private struct Sample: Codable, Sendable {
    enum Start: String, Codable { case zero, uniform }
    struct Inner: Codable, Sendable { var momentum = 0.9 }
    var learningRate = 0.01
    var iterations = 100
    var start = Start.uniform
    var isLong = false
    var seeds = [1, 2]
    var optimizer = Inner()
  }

  private static func sample(_ name: String, _ sample: Sample = Sample()) throws -> Experiment {
    try Experiment(name, kind: "convex", specification: sample) { spec, _ in
      Answer(value: spec.learningRate * Double(spec.iterations))
    }
  }

  private static func all() throws -> [Experiment] {
    [
      try sample("B2.lambda10"), try sample("B2.lambda0.01"), try sample("B20"),
      try doubling("T0", 3)
    ]
  }

  private static func names(_ texts: [String]) throws -> [String: Data] {
    let (changed, _) = try Variation(parsing: texts).apply(to: all())
    return Dictionary(
      zip(changed, try all()).filter { $0.specification != $1.specification }
        .map { ($0.0.name, $0.0.specification) }, uniquingKeysWith: { a, _ in a })
  }

  private static func field(_ name: String, of specification: Data?) throws -> JSONValue? {
    guard let specification,
      case .object(let members) = try CanonicalJSON.decode(JSONValue.self, from: specification)
    else { return nil }
    return members[name]
  }

  @Test func aBeginningNamesAllExperimentsBehindItsDot() throws {
    let changed = try Self.names(["B2.learningRate=0.02"])
    #expect(changed.keys.sorted() == ["B2.lambda0.01", "B2.lambda10"])
    #expect(try Self.field("learningRate", of: changed["B2.lambda10"]) == .number(0.02))
    #expect(try Self.names(["B2.lambda0.01.learningRate=0.5"]).keys.sorted() == ["B2.lambda0.01"])
    #expect(try Self.names(["T0.value=5"]).keys.sorted() == ["T0"])
  }

  /// A colon names whole experiments, and * any signs but a dot.
  @Test func aColonNamesWholeExperiments() throws {
    func names(_ text: String) throws -> [String] { try Self.names([text]).keys.sorted() }
    #expect(try names("B2.lambda10:learningRate=0.02") == ["B2.lambda10"])
    #expect(
      try names("B2.lambda10,B2.lambda0.01:learningRate=0.02") == ["B2.lambda0.01", "B2.lambda10"])
    #expect(try names("B2.lambda*:start=zero") == ["B2.lambda10"])
    #expect(try names("B2.lambda*.*:start=zero") == ["B2.lambda0.01"])
    #expect(try names("B*:optimizer.momentum=0") == ["B20"])
    #expect(try names("*0:isLong=true") == ["B20"])
    #expect(
      try Variation(parsing: ["B*:start=zero"]).apply(to: Self.all()).effects[0].words
        == "B*:start = zero (in place of uniform)")
  }

  @Test(arguments: [
    ("B2:start=zero", "no experiment 'B2', expected"),
    ("B20,B3:start=zero", "no experiment 'B3', expected"),
    ("B20:strt=zero", "no field 'strt' in the specifications of B20"),
    (":start=zero", "not understood"), ("B20:=zero", "not understood"),
    ("B20,:start=zero", "not understood"), ("B20:optimizer..x=1", "not understood")
  ])
  func aWrongColonIsOneSentence(text: String, error: String) {
    let found = #expect(throws: VariationError.self) {
      _ = try Variation(parsing: [text]).apply(to: Self.all())
    }
    #expect(found?.description.contains(error) == true, "\(text): \(found?.description ?? "")")
  }

  /// A renamed run has its key, and finds its prerequisites under the names that it knows.
  @Test func aRenamedRunIsTheSameRun() throws {
    let scratch = try ScratchFolder()
    let first = try Self.sample("first")
    let second = try Experiment(
      "second", kind: "convex", specification: Sample(), prerequisites: ["first"]
    ) { _, context in
      let file = try context.prerequisite("first").appendingPathComponent("outcome.json")
      return try JSONDecoder().decode(Answer.self, from: Data(contentsOf: file))
    }
    let names = ["first": "first@x", "second": "second@x"]
    let renamed = [first, second].map { $0.renamed(names[$0.name]!, prerequisites: names) }
    #expect(renamed.map(\.prerequisites) == [[], ["first@x"]])
    let keys = try RunKey.keys(of: [first, second])
    let own = try RunKey.keys(of: renamed)
    for (name, other) in names { #expect(own[other] == keys[name]) }
    let store = DirectoryRunStore(root: scratch.url)
    try Scheduler(store: store, concurrency: 1).run(renamed).requireAll()
    let results = try StoredResults(store: store, experiments: [first, second])
    #expect(try results.outcome(Answer.self, of: "second").value == 1)
  }

  @Test(arguments: [
    ("B20.iterations=7", "iterations", JSONValue.integer(7)),
    ("B20.start=zero", "start", .string("zero")), ("B20.isLong=true", "isLong", .bool(true)),
    ("B20.seeds=[3, 4]", "seeds", .array([.integer(3), .integer(4)])),
    ("B20.seeds.1=9", "seeds", .array([.integer(1), .integer(9)])),
    ("B20.optimizer.momentum=0", "optimizer", .object(["momentum": .integer(0)]))
  ])
  func theValueHasThePresentOnesType(text: String, name: String, value: JSONValue) throws {
    #expect(try Self.field(name, of: try Self.names([text])["B20"]) == value)
  }

  /// The body runs what the altered specification says, and its key is another one.
  @Test func theAlteredSpecificationIsWhatRuns() throws {
    let scratch = try ScratchFolder()
    let store = DirectoryRunStore(root: scratch.url)
    let before = [try Self.sample("B20")]
    let (after, effects) = try Variation(parsing: ["B20.learningRate=0.02"]).apply(to: before)
    for list in [before, after] {
      try Scheduler(store: store, concurrency: 1).run(list).requireAll()
    }
    let old = try StoredResults(store: store, experiments: before)
    let new = try StoredResults(store: store, experiments: after)
    #expect(try old.outcome(Answer.self, of: "B20").value == 1)
    #expect(try new.outcome(Answer.self, of: "B20").value == 2)
    #expect(try old.key(of: "B20") != new.key(of: "B20"))
    #expect(effects.map(\.words) == ["B20.learningRate = 0.02 (in place of 0.01)"])
    #expect(effects.map(\.experiments) == [["B20"]])
  }

  struct Refusal: Sendable {
    var text: String
    var error: String
  }

  @Test(arguments: [
    Refusal(text: "B2", error: "Setting 'B2': not understood, expected NAME.field=value"),
    Refusal(text: "B2.x=", error: "Setting 'B2.x=': not understood"),
    Refusal(
      text: "B3.learningRate=1", error: "no experiment 'B3', expected a name or its beginning"),
    Refusal(text: "B2.learningRte=1", error: "no field 'learningRte' in the specifications of B2"),
    Refusal(text: "B2.learningRate=fast", error: "a value of another type, expected a number."),
    Refusal(text: "B2.isLong=1", error: "a value of another type, expected true or false."),
    Refusal(text: "B2.seeds=[1]", error: "expected a list of 2 like [1, 2]."),
    Refusal(text: "B2.iterations=1.5", error: "refused by the specification of 'B2.lambda10'"),
    Refusal(text: "B2.start=random", error: "expected a value like 'uniform'."),
    Refusal(text: "B2.optimizer=1", error: "an object, expected one of its fields momentum."),
    Refusal(text: "B2.learningRate=0.010", error: "every experiment that it names has this value"),
    Refusal(text: "T0.kept=1", error: "no field 'kept'"),
    Refusal(text: "T0.value=4", error: "'value' decides which data or numbers are used")
  ])
  func whatCannotBeIsOneSentence(refusal: Refusal) throws {
    let error = #expect(throws: VariationError.self) {
      _ = try Variation(parsing: [refusal.text]).apply(
        to: Self.all(), reserved: ["value": "--data"])
    }
    #expect(error?.description.contains(refusal.error) == true, "\(error!.description)")
  }

  @Test func twoSettingsOfOneFieldAreRefused() {
    #expect(throws: VariationError.twice("A.b")) { try Variation(parsing: ["A.b=1", "A.b=2"]) }
  }

  /// Two variations never share a folder.
  @Test func slugsTellVariationsApart() throws {
    let variations = [
      ["B2.a=0.1"], ["B2.a=-0.1"], ["B2.a=0.1", "B2.b=2"], ["B2.a=0.1_B2.b-2"], ["B2.a=[1, 2]"],
      ["B2.a=[1,2]"], ["B2.a=\(String(repeating: "1", count: 200))"],
      ["B2.a=\(String(repeating: "1", count: 201))"], ["b2.a=0.1 "]
    ]
    let slugs = try variations.map { try Variation(parsing: $0).slug }
    #expect(Set(slugs).count == variations.count, "\(slugs)")
    #expect(slugs[0] == "B2.a-0.1")
    #expect(
      slugs.allSatisfy { slug in
        slug.count <= 80 && slug.wholeMatch(of: /[A-Za-z0-9.+_-]+/) != nil
      }, "\(slugs)")
    #expect(
      try Variation(parsing: ["B2.b=2", "B2.a=1"]) == Variation(parsing: ["B2.a=1", "B2.b=2"]))
  }
}
