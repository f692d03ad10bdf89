import Foundation
import Reports
import Testing

/// The paper's numbers for what mirrors the paper's, S1, S2, … for the rest, the same in every page.
struct NumberingTests {
  static let prose = [
    (
      chapter: "first",
      text: """
      // #fig("figure-commented", caption: [None.])
      #fig("figure-own", caption: [A.])
      #fig("figure-2", mirrors: 2, caption: [B.])
      #if has("x") [#tab("table-own", caption: [C.])] else [#tab("table-own", caption: [D.])]
      """
    ),
    (
      chapter: "second",
      text: """
      #tab(
        "table-1", mirrors: 1, caption: [E.])
      #fig("figure-late", caption: [F.]) #tab("table-late", caption: [G.])
      """
    )
  ]

  func chapter(_ name: String, tables: [String] = []) -> ReportChapter {
    var report = ChapterReport()
    report.tables = tables.map {
      ReportTable(id: $0, columns: [], rows: [], experiments: [], settings: "")
    }
    return ReportChapter(name: name, title: name, paperSections: "", report: report)
  }

  @Test func readingOrderThroughAllChapters() throws {
    let numbers = try Numbering(prose: Self.prose, chapters: []).entries.mapValues(\.number)
    #expect(
      numbers == [
        "figure-own": "S1", "figure-2": "2", "figure-late": "S2", "table-own": "S1",
        "table-1": "1", "table-late": "S2"
      ])
  }

  @Test func aChapterAloneHasTheReportsNumbers() throws {
    let all = try Numbering(prose: Self.prose, chapters: [chapter("first"), chapter("second")])
    let alone = try Numbering(prose: Self.prose, chapters: [chapter("second")])
    #expect(all.entries == alone.entries)
    #expect(
      alone.entries["figure-2"]
        == Numbering.Entry(kind: .figure, number: "2", mirrors: 2, chapter: "first"))
  }

  @Test func whatNoProseShowsComesLast() throws {
    let made = chapter("first", tables: ["table-own", "table-left"])
    let numbering = try Numbering(prose: Self.prose, chapters: [made])
    #expect(numbering.entries["table-left"]?.number == "S3")
  }

  @Test(arguments: [
    ("#fig(\"figure-own\", caption: [H.])", "figure 'figure-own': given by first and third"),
    (
      "#fig(\"figure-two\", mirrors: 2, caption: [H.])",
      "number of the paper's figure '2': given by first and third"
    )
  ]) func twoChaptersMayNotShare(prose: String, message: String) throws {
    let error = #expect(throws: ReportError.self) {
      try Numbering(prose: Self.prose + [(chapter: "third", text: prose)], chapters: [])
    }
    #expect(error?.description.hasPrefix(message) == true)
  }
}
