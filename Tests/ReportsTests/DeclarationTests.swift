import Reports
import Testing

@Suite struct DeclarationTests {
  static let text = """
    import Plots

    enum Figures {
      static let source = "x"

      /// Two lines
      /// of words.
      static func one(
        _ value: Double
      ) -> ReportFigure {
        let names = ["a"].map { name in
          name
        }

        return ReportFigure(
          Figure(alt: \"\"\"
            func inText() {
            \"\"\"))
      }

      static let table = ReportTable(
        id: "t",
        line: 3)

      static let short = ReportTable(
        id: "s")
    }

    func free() {
      ReportFigure()
    }

    private func long(_ name: String) throws
      -> Experiment
    {
      Experiment(name)
    }
    """

  /// The declaration around each line, counted from 1.
  @Test(arguments: [
    (15, 6, 19), (12, 6, 19), (17, 6, 19), (8, 6, 19), (21, 21, 23), (22, 21, 23), (26, 25, 26),
    (30, 29, 31), (36, 33, 37)
  ])
  func theMemberAroundALine(line: Int, first: Int, last: Int) throws {
    let found = try #require(Declaration(source: "a.swift", text: Self.text, line: line))
    #expect(found.first == first && found.last == last, "\(found)")
    #expect(found.source == "a.swift")
    let lines = found.code.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == last - first + 1)
    #expect(lines[0].first?.isWhitespace == false, "the margin stays behind")
  }

  @Test(arguments: [
    ("enum Figures", 3, 27), ("let table =", 21, 23), ("func one(", 6, 19), ("func free(", 29, 31),
    ("func long(", 33, 37)
  ])
  func whatBeginsWithWords(words: String, first: Int, last: Int) throws {
    let found = try #require(Declaration(source: "a.swift", text: Self.text, beginning: words))
    #expect(found.first == first && found.last == last, "\(found)")
    #expect(Declaration(source: "a.swift", text: Self.text, beginning: "func none(") == nil)
  }

  @Test(arguments: [-4, 0, 1, 20, 28, 32, 40])
  func outsideThereIsNone(line: Int) {
    #expect(Declaration(source: "a.swift", text: Self.text, line: line) == nil)
  }
}
