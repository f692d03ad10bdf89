import Reports
import Support
import Testing

@Suite struct FindingTests {
  private func chapter(_ name: String, _ findings: [Finding]) -> ReportChapter {
    var report = ChapterReport()
    report.findings = findings
    report.claims = [SampleReport.claim(name, .reproduced)]
    report.values.set("\(name).value", 2)
    report.values.set("\(name).broken", .nan)
    return ReportChapter(
      name: name, title: "", paperSections: "", report: report)
  }

  private func finding(_ rank: Int, _ sentence: String?) -> Finding {
    Finding("f\(rank)", rank: rank, title: "Title \(rank)", target: "claim-a") { _ in sentence }
  }

  @Test func theFirstThreeThatHoldByRank() {
    let chapters = [
      chapter("a", [finding(4, "d"), finding(2, nil), finding(5, "e")]),
      chapter("b", [finding(1, "a"), finding(3, "c")])
    ]
    let found = Finding.first(of: chapters)
    #expect(found.map(\.id) == ["f1", "f3", "f4"])
    let second = found[1]
    #expect(second.rank == 3 && second.title == "Title 3" && second.sentence == "c")
    #expect(second.target == "claim-a" && second.chapter == "b")
  }

  @Test func sentencesFollowWhatAllChaptersCameTo() {
    let joint = Finding("joint", rank: 1, title: "", target: "") { judged in
      guard judged.verdict("a") == .reproduced, judged.verdict("b") == .reproduced else {
        return nil
      }
      #expect(judged.value("b.broken") == nil, "a number that is not finite says nothing")
      return judged.value("b.value").map { "Two: \(Int($0))." }
    }
    let both = Finding.first(of: [chapter("a", [joint]), chapter("b", [])])
    #expect(both.map(\.sentence) == ["Two: 2."])
    #expect(Finding.first(of: [chapter("a", [joint])]).isEmpty, "one chapter alone cannot tell")
  }
}
