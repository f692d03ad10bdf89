import Experiments
import Testing

struct RunKeyTests {
  @Test func nameIsNotPartOfTheKey() throws {
    let keys = try RunKey.keys(of: [doubling("a", 1), doubling("b", 1)])
    #expect(keys["a"] == keys["b"])
    #expect(keys["a"]?.hash.count == 64)
  }

  @Test func everythingElseIsPartOfTheKey() throws {
    let base = RunKey(try doubling("a", 1), prerequisites: [])
    let other = RunKey(try doubling("p", 3), prerequisites: [])
    let variants = [
      RunKey(try doubling("a", 2), prerequisites: []),
      RunKey(try doubling("a", 1, kind: "training"), prerequisites: []),
      RunKey(try doubling("a", 1, inputs: ["images": "00"]), prerequisites: []),
      RunKey(try doubling("a", 1, inputs: ["images": "01"]), prerequisites: []),
      RunKey(try doubling("a", 1), prerequisites: [other]),
      RunKey(
        try doubling("a", 1), prerequisites: [],
        code: CodeFingerprints(["convex": CodeFingerprint(revision: 99)])),
      RunKey(
        try doubling("a", 1), prerequisites: [],
        code: CodeFingerprints([
          "convex": CodeFingerprint(revision: CodeRevision.convex, canaries: ["x": "00"])
        ])),
      RunKey(
        try doubling("a", 1), prerequisites: [],
        code: CodeFingerprints([
          "convex": CodeFingerprint(revision: CodeRevision.convex, numerics: "native")
        ]))
    ]
    #expect(Set(variants + [base]).count == variants.count + 1)
  }

  @Test func prerequisiteChangesItsDependents() throws {
    let first = try RunKey.keys(of: [doubling("p", 1), doubling("a", 5, after: ["p"])])
    let second = try RunKey.keys(of: [doubling("p", 2), doubling("a", 5, after: ["p"])])
    #expect(first["a"] != second["a"])
  }

  @Test func oneNameForTwoRunsIsAnError() throws {
    let list = [try doubling("a", 1), try doubling("a", 2)]
    #expect(throws: ExperimentsError.conflictingName("a")) { try RunKey.keys(of: list) }
  }

  @Test func unknownPrerequisiteIsAnError() throws {
    let list = [try doubling("a", 1, after: ["x"])]
    #expect(throws: ExperimentsError.unknownPrerequisite("x", of: "a")) {
      try RunKey.keys(of: list)
    }
  }

  @Test func cycleIsAnError() throws {
    let list = [try doubling("a", 1, after: ["b"]), try doubling("b", 2, after: ["a"])]
    #expect(throws: ExperimentsError.circularPrerequisites(["a", "b"])) {
      try RunKey.keys(of: list)
    }
  }

  @Test func kindMustBeAFolderName() throws {
    let list = [try doubling("a", 1, kind: "../x")]
    #expect(throws: ExperimentsError.invalidKind("../x", experiment: "a")) {
      try RunKey.keys(of: list)
    }
  }
}
