import Foundation
import Reports
import Reproduction
import TestSupport
import Testing

@Suite struct DiscrepancyTests {
  func evidence(_ id: String) throws -> [String: Double] {
    try #require(Reproduction.discrepancies.first { $0.id == id }).evidence
  }

  @Test func declaresThoseThatBelongToNoExperiment() {
    #expect(Reproduction.discrepancies.map(\.id) == ["D1", "D13", "D15", "D17", "D18"])
    for entry in Reproduction.discrepancies {
      #expect(!entry.paper.isEmpty && !entry.finding.isEmpty, "\(entry.id)")
    }
  }

  @Test func layersAreCountedFromTheLists() throws {
    let counts = try evidence("D17")
    #expect(counts["VGG11.weightLayers"] == 9)
    #expect(counts["VGG13.weightLayers"] == 11)
    #expect(counts["VGG19.weightLayers"] == 17)
  }

  /// 0.1 * 30 / (1 - 0.1) = 10 / 3 is the whole way, so that from 5 the method ends at 5 / 3.
  @Test func geometricStepsBoundTheTravel() throws {
    let numbers = try evidence("D13")
    expectClose(try #require(numbers["travel.bound"]), 10.0 / 3, .double)
    expectClose(try #require(numbers["kink.limit"]), 5 - 10.0 / 3, .double)
    let smooth = try #require(numbers["smooth.limit"])
    #expect(smooth > 0.96 && smooth < 1)
  }

  @Test func averagesCarryOverForAThousandSteps() throws {
    let numbers = try evidence("D15")
    let steps = try #require(numbers["carriedSteps"])
    #expect(4 * pow(0.99, steps) <= 4e-6)
    #expect(4 * pow(0.99, steps - 1) > 4e-6)
    #expect(numbers["iterations"] == 19_600)
    #expect(numbers["unusedHeadParameters"] == 4_056_030)
  }
}
