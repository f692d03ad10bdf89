import Experiments
import Foundation
import Support
import TestSupport
import Testing

/// Damaged records end in an error of the reader's, never in a crash. Counts of the last `make fuzz` are in
/// Docs/Fuzzing.md.
@Suite(.serialized) struct RecordFuzzTests {
  private static func isNoRecord(_ error: any Error) -> Bool { error is DecodingError }
  private static func isRefusal(_ error: any Error) -> Bool { error is ExperimentsError }

  private static func record(files: [String: String] = [:]) throws -> RunRecord {
    let spec = JSONValue.object([
      "learningRate": .number(0.01), "seeds": .array([.integer(1), .integer(2)]), "gap": .null,
      "start": .string("uniform"), "isLong": .bool(false)
    ])
    var record = try RunRecord(
      name: "B2.lambda10", kind: "convex",
      code: CodeFingerprint(revision: 2, canaries: ["ista": "0c91", "huber": "91bc"]),
      specification: CanonicalJSON.encode(spec), inputs: ["embedded": "91bc"],
      prerequisites: [("F3.pretraining.seed42", "training/3af0")],
      provenance: Provenance.current(threads: 2), wallSeconds: 1.5, cpuSeconds: 1.25,
      peakMemoryBytes: 1 << 20, imagesPerSecond: 812.5)
    record.files = files
    return record
  }

  private static func sealed() throws -> [UInt8] {
    let folder = try ScratchFolder()
    var record = try record()
    try record.write(to: folder.url)
    return [UInt8](try Data(contentsOf: folder.url.appendingPathComponent("record.json")))
  }

  @Test func damagedRecordsAreReadOrRefused() throws {
    let corpus = [try Self.sealed()]
    let whole = try RunRecord(json: Data(corpus[0]), folder: "x")
    // One damage in seven hundred changes white space alone, by which some are accepted.
    try Fuzzing.run("record", corpus: corpus, count: 10_000, isRefusal: Self.isRefusal) { bytes in
      // What is accepted says what was written: the seal covers every field.
      let record = try RunRecord(json: Data(bytes), folder: "x")
      #expect(record == whole)
    }
  }

  /// Without the seal in the way, so that the damage reaches the fields.
  @Test func damagedFieldsOfARecordAreReadOrRefused() throws {
    let corpus = [try Self.sealed()]
    try Fuzzing.run("record-fields", corpus: corpus, isRefusal: Self.isNoRecord) { bytes in
      let record = try CanonicalJSON.decode(RunRecord.self, from: Data(bytes))
      let again = try CanonicalJSON.decode(
        JSONValue.self, from: try CanonicalJSON.encode(record.spec))
      #expect(again == record.spec)
    }
  }

  /// A record, sealed and all, that names files outside its folder: `../../dev/zero` has no end.
  @Test(arguments: ["../outside", "a/../../outside", "/dev/zero", "../../../../../../dev/zero"])
  func aRecordNamesFilesInItsFolderOnly(name: String) throws {
    let folder = try ScratchFolder()
    var record = try Self.record(files: [name: "00"])
    record.seal = Checksum.sha256(try CanonicalJSON.encode(record))
    let file = folder.url.appendingPathComponent("record.json")
    try CanonicalJSON.encode(record).write(to: file)
    let error = #expect(throws: ExperimentsError.self) {
      _ = try RunRecord.read(from: folder.url)
    }
    #expect(error?.description.contains("a file outside its folder") == true, "\(error!)")
  }
}
