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
      name: name, title: "", paperSections: "", prosePath: "", report: report)
  }

  private func finding(_ rank: Int, _ sentence: String?) -> Finding {
    Finding("f\(rank)", rank: rank, title: "Title \(rank)", target: "claim-a") { _ in sentence }
  }

  private func ids(_ found: [JSONValue]) -> [JSONValue] {
    found.map { if case .object(let members) = $0 { members["id"] ?? .null } else { .null } }
  }

  @Test func theFirstThreeThatHoldByRank() {
    let chapters = [
      chapter("a", [finding(4, "d"), finding(2, nil), finding(5, "e")]),
      chapter("b", [finding(1, "a"), finding(3, "c")])
    ]
    let found = Finding.first(of: chapters)
    #expect(ids(found) == [.string("f1"), .string("f3"), .string("f4")])
    #expect(
      found[1]
        == .object([
          "id": .string("f3"), "rank": .integer(3), "title": .string("Title 3"),
          "sentence": .string("c"), "target": .string("claim-a"), "chapter": .string("b")
        ]))
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
    guard case .object(let members)? = both.first else {
      Issue.record("no finding")
      return
    }
    #expect(members["sentence"] == .string("Two: 2."))
    #expect(Finding.first(of: [chapter("a", [joint])]).isEmpty, "one chapter alone cannot tell")
  }
}
