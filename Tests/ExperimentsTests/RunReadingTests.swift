import Experiments
import Foundation
import Testing

@Suite struct RunReadingTests {
  struct Numbers: Results {
    var numbers: [String: Double]

    func outcome<Outcome: Decodable>(_ type: Outcome.Type, of name: String) throws -> Outcome {
      guard let number = numbers[name] else { throw CocoaError(.fileNoSuchFile) }
      return try JSONDecoder().decode(type, from: JSONEncoder().encode([number]))
    }

    func directory(of name: String) throws -> URL { throw CocoaError(.fileNoSuchFile) }
    var specifications: Specifications { Specifications([]) }
  }

  let results = Numbers(numbers: ["one": 1, "two": 2, "three": 3])

  @Test func decodingIsNoReadingButLookingIs() throws {
    let (outcome, decoded) = try RunReading.record { try RunOutcome<[Double]>(results, "one") }
    #expect(decoded.isEmpty)
    let (value, read) = RunReading.record { outcome.value }
    #expect(value == [1])
    #expect(read == ["one"])
  }

  @Test func onlyWhatIsLookedUpCounts() throws {
    let outcomes = try RunOutcomes<[Double]>(results, ["one", "two", "three"])
    let (sum, read) = RunReading.record {
      ["three", "one", "absent"].reduce(0) { $0 + (outcomes[$1]?[0] ?? 0) }
    }
    #expect(sum == 4)
    #expect(read == ["one", "three"], "a name without an outcome is no reading")
    #expect(outcomes.names == ["one", "three", "two"])
  }

  @Test func anOuterRecordingHearsWhatAnInnerOneDoes() throws {
    let outcomes = try RunOutcomes(
      results, ["one", "two"], as: [Double].self, keeping: { $0[0] })
    var inner: Set<String> = []
    let (_, outer) = RunReading.record {
      inner = RunReading.record { outcomes["one"] }.1
      return outcomes["two"]
    }
    #expect(inner == ["one"])
    #expect(outer == ["one", "two"])
  }
}
