import Experiments
import Reports
import Testing

@Suite struct ReportValuesTests {
  let outcomes = RunOutcomes([
    "F2.relu.seed1": 1.0, "F2.relu.seed2": 2, "F2.relu.seed12": 12, "B2.lambda10": 10
  ])

  private func sum(_ names: String...) -> Double {
    names.reduce(0) { $0 + (outcomes[$1] ?? 0) }
  }

  @Test func aNumberComesFromWhatWasReadForIt() {
    var values = ReportValues()
    values.set("ratio", sum("B2.lambda10", "F2.relu.seed2"))
    values.set("seeds", 3)
    values.set("absent", nil)
    #expect(values.numbers == ["ratio": 12, "seeds": 3])
    #expect(values.origins == ["ratio": ["B2.lambda10", "F2.relu.seed2"], "seeds": []])
    #expect(values["ratio"] == 12 && values["absent"] == nil)
    #expect(values.absent == ["absent"])
  }

  @Test func aSeedsOwnNumberComesFromItsOwnRuns() {
    var values = ReportValues()
    values.add {
      let all = sum("F2.relu.seed1", "F2.relu.seed2", "F2.relu.seed12", "B2.lambda10")
      return ["gap": all, "gap.seed1": 1, "gap.seed2.low": 2, "gap.seedling": 3]
    }
    let all = ["B2.lambda10", "F2.relu.seed1", "F2.relu.seed12", "F2.relu.seed2"]
    #expect(values.origins["gap"] == all)
    #expect(values.origins["gap.seed1"] == ["B2.lambda10", "F2.relu.seed1"])
    #expect(values.origins["gap.seed2.low"] == all, "not a seed's own number")
    #expect(values.origins["gap.seedling"] == all)
  }

  @Test func mergedNumbersKeepTheirOrigins() {
    var first = ReportValues()
    first.set("a", outcomes["B2.lambda10"])
    var second = ReportValues()
    second.set("b", 1)
    second.add(first)
    #expect(second.origins == ["a": ["B2.lambda10"], "b": []])
  }

  @Test func claimsNameTheirRuns() {
    func claim(_ id: String, _ value: Double?) -> Claim {
      Claim(
        id: id, place: "Section 4", statement: "", paperValue: "", ourValue: "", rule: "",
        evidence: value.map { ["x": $0] } ?? [:], verdict: .reproduced, reason: "")
    }
    #expect(claim("1", 1).experiments.isEmpty)
    let one = Claim.traced(claim("2", outcomes["B2.lambda10"]))
    #expect(one.experiments == ["B2.lambda10"])
    let group = Claim.traced { [claim("3", outcomes["F2.relu.seed2"]), claim("4", nil)] }
    #expect(group.map(\.experiments) == [["F2.relu.seed2"], ["F2.relu.seed2"]])
  }
}
