import Experiments
import Foundation
import Support
import Testing

/// Records whose seal is right and whose words do not fit one another, as faulty memory or a careless hand makes them.
struct RecordAgreementTests {
  private let scratch: ScratchFolder
  private let folder: URL

  init() throws {
    scratch = try ScratchFolder()
    let store = DirectoryRunStore(root: scratch.url.appendingPathComponent("store"))
    let list = [try doubling("a", 1), try doubling("b", 4, after: ["a"])]
    try Scheduler(store: store, concurrency: 1).run(list).requireAll()
    folder = store.directory(of: try RunKey.keys(of: list)["b"]!)
  }

  /// The reason for which the record is refused once `change` was made to it and it was sealed again.
  private func reason(_ change: (inout RunRecord) -> Void) throws -> String? {
    var record = try #require(try RunRecord.read(from: folder))
    change(&record)
    try record.write(to: folder)
    do throws(ExperimentsError) {
      _ = try RunRecord.read(from: folder)
      return nil
    } catch {
      guard case .damagedRecord(folder.path, let reason) = error else { throw error }
      return reason
    }
  }

  @Test func aSealedRecordHoldsTogether() throws {
    #expect(try reason { _ in } == nil)
    #expect(
      try reason { $0.spec = .object(["value": .integer(5)]) }
        == "its specification does not fit its hash")
  }

  @Test func itsKeyIsThatOfWhatItStates() throws {
    #expect(try reason { $0.inputs["images"] = "0c91" } == "its key does not fit what it says")
  }

  @Test func itsCodesHashIsThatOfItsCanaries() throws {
    #expect(
      try reason { $0.code.canaries["sgd"] = "0c91" } == "its code's hash does not fit its canaries"
    )
  }

  @Test func itsPrerequisitesAreThoseOfItsKey() throws {
    #expect(
      try reason { $0.prerequisites["a"] = "convex/0c91" }
        == "its prerequisites do not fit their keys")
  }

  @Test(arguments: [Double.infinity, .nan, -1])
  func itsTimesAreAmounts(seconds: Double) throws {
    #expect(
      try reason { $0.wallSeconds = seconds } == "a time, speed or memory in it is no amount")
  }

  /// 1e+16 is read as a whole number and would be written as one, so that the specification is kept as text too.
  @Test func aSpecificationIsCheckedThatJSONReadsInAnotherWay() throws {
    for value in [1e16, -0.0, 3e300] {
      let store = DirectoryRunStore(root: scratch.url.appendingPathComponent("\(value)"))
      let list = [try doubling("a", value)]
      try Scheduler(store: store, concurrency: 1).run(list).requireAll()
      #expect(try Scheduler(store: store, concurrency: 1).run(list).fresh == ["a"], "\(value)")
    }
  }
}
