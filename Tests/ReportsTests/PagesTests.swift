import Foundation
import Reports
import Testing

private let typst = try? TypstCompiler.installed(root: SampleReport.repository)

/// The pages themselves; they need the Typst that `make setup` installs.
@Suite(.enabled(if: typst != nil, "Typst is not installed; `make setup` installs it."))
struct PagesTests {
  func matches(_ pattern: String, in text: String) throws -> [String] {
    let expression = try NSRegularExpression(pattern: pattern)
    let range = NSRange(text.startIndex..., in: text)
    return expression.matches(in: text, range: range).compactMap { match in
      Range(match.range(at: match.numberOfRanges - 1), in: text).map { String(text[$0]) }
    }
  }

  /// The page's text, with plain spaces in place of those that do not break.
  func page(at url: URL) throws -> String {
    try String(contentsOf: url, encoding: .utf8).replacing("\u{a0}", with: " ")
      .replacing("\u{202f}", with: " ")
  }

  func checkPage(_ html: String) throws {
    let ids = try matches(#" id="([^"]+)""#, in: html)
    #expect(Set(ids).count == ids.count, "an id stands twice")
    let targets = try matches(##"href="#([^"]+)""##, in: html)
    #expect(!targets.isEmpty)
    for target in targets { #expect(ids.contains(target), "#\(target) leads nowhere") }
    let images = try matches("(<img [^>]*>)", in: html)
    for image in images {
      #expect(try matches(#"alt="([^"]+)""#, in: image).count == 1, "\(image.prefix(60))")
      #expect(image.contains("src=\"data:image/svg+xml;base64,"))
    }
    #expect(try matches("(<script[^>]*src|<link|src=\"http|url\\((?!data:))", in: html) == [])
    #expect(try matches("(@font-face)", in: html).count == 7)
    #expect(try matches("<html lang=\"([a-zA-Z-]*)\"", in: html) == ["en-US"])
    #expect(try matches("(<h1)[ >]", in: html).count == 1)
    #expect(try matches("(<main)[ >]", in: html).count == 1)
  }

  @Test func reportInBothFormats() throws {
    let sample = try SampleReport()
    let pages = try sample.builder.buildReport(with: try #require(typst), withChapters: false)
    let html = try page(at: pages.html)
    try checkPage(html)
    #expect(
      try matches("<h[2-4][^>]*>([^<]*)<a class=\"anchor\"", in: html) == [
        "The paper’s figures and tables", "The claims, and what we found", "1 First",
        "1.1 Toy problem", "2 Second",
        "2.1 Planes", "Works cited"
      ])
    for words in [
      ">Figure 1</a>", ">Table 1</a>", ">Equation 1</a>", ">claim 4.2</a>", ">discrepancy D5</a>",
      ">Chapter 2</a>", ">Section 1.1</a>", "The largest norm is 0.011,",
      "<dt>Run time</dt><dd>3.5 s</dd>",
      "profile smoke", "data-figure=\"figure-1\"", "<math>", "class=\"equation-number\">(2)</span>",
      "contradicted", "undecided", "https://arxiv.org/html/2401.08426", "Statement of A.2.",
      "images of the embedded set", ">mirrors the paper’s</span>",
      "tables/table-1.csv"
    ] where !html.contains(words) {
      Issue.record("The page lacks '\(words)'.")
    }
    let pdf = try Data(contentsOf: pages.pdf)
    #expect(pdf.starts(with: Data("%PDF-".utf8)))
    #expect(pdf.range(of: Data("pdfuaid".utf8)) != nil)
  }

  @Test(arguments: [
    (
      "At a = 10 a larger l1 and b0",
      "At <var>a</var>\u{a0}=\u{a0}10 a larger <var>λ</var><sub>1</sub> and <var>b</var><sub>0</sub>"
    ),
    (
      "||b_{t+1}||_1 <= a l1",
      "‖<var>b</var><sub><var>t</var>+1</sub>‖<sub>1</sub>\u{a0}≤\u{a0}<var>a</var> <var>λ</var><sub>1</sub>"
    ),
    ("f - g is -1, on (-infinity, 2]", "<var>f</var> − <var>g</var> is −1, on (−∞, 2]"),
    (
      "the paper's q'(h), 'Hence' and \"so\"",
      "the paper’s <var>q</var>′(<var>h</var>), ‘Hence’ and “so”"
    ),
    ("100, 1000, 1,834; 53/5000, 20 x 500", "100, 1,000, 1,834; 53/5000, 20\u{a0}×\u{a0}500"),
    ("1e-06, 1.143e+04, 1.63e+56", "10<sup>−6</sup>, 11,430, 1.63\u{a0}×\u{a0}10<sup>56</sup>"),
    ("95 % of sqrt(eps), eqs. 18-21", "95\u{202f}% of √ε, eqs. 18–21"),
    ("A theorem, A.3 of Appendix A, e.g. L1", "A theorem, A.3 of Appendix A, e.g. L1"),
    ("`a_1 - x` stays", "<code>a_1 - x</code> stays")
  ]) func plainWordsAreSetAsTheyShouldLook(words: String, html: String) throws {
    var sample = try SampleReport(
      first: """
        #import "../../Sources/Reports/Typst/template.typ": *
        == Words <sec-toy>
        #fig("figure-1", caption: [None.])
        Begin #ours("4.2") end.
        """)
    sample.builder.chapters[0].report.claims[0].ourValue = words
    let pages = try sample.builder.buildChapter("first", with: try #require(typst))
    let page = try String(contentsOf: pages.html, encoding: .utf8)
    let found = try matches("<p>Begin (.*) end\\.</p>", in: page)
    #expect(found == [html])
  }

  @Test func tablesOfProseBecomeCardsAndKeepTheirRoles() throws {
    let sample = try SampleReport()
    let pages = try sample.builder.buildReport(with: try #require(typst), withChapters: false)
    let html = try page(at: pages.html)
    let tables = try matches("(<table.*?</table>)", in: html)
    let cards = tables.filter { $0.contains("class=\"cards claims\"") }
    try #require(cards.count == 1, "of \(tables.count) tables")
    for words in [
      "role=\"table\"", "role=\"columnheader\"", "role=\"row\"",
      "<td role=\"cell\" data-label=\"Statement\" class=\"words\">Statement of 4.2."
    ] where !cards[0].contains(words) {
      Issue.record("The table of claims lacks '\(words)'.")
    }
    let figures = try matches("(<figure.*?</figure>)", in: html)
    #expect(figures.count == 2)
    #expect(figures.allSatisfy { $0.contains("<figcaption>") && $0.contains("class=\"making\"") })
  }

  @Test func parenthesesStretchAroundTallContentsOnly() throws {
    let sample = try SampleReport(
      first: """
        #import "../../Sources/Reports/Typst/template.typ": *
        == Formulas <sec-toy>
        #fig("figure-1", caption: [None.]) #claim("4.2")
        Low $f(x)$ and tall $f(x / 2)$.
        """)
    let pages = try sample.builder.buildChapter("first", with: try #require(typst))
    let formulas = try matches("(<math>.*?</math>)", in: try page(at: pages.html))
    #expect(formulas.filter { $0.contains("<mo stretchy=\"false\">(</mo>") }.count == 1)
    #expect(formulas.filter { $0.contains("<mfrac>") && $0.contains("<mo>(</mo>") }.count == 1)
  }

  @Test func sameResultsMakeTheSamePages() throws {
    let sample = try SampleReport()
    let compiler = try #require(typst)
    let pages = try sample.builder.buildReport(with: compiler, withChapters: false)
    let first = [try Data(contentsOf: pages.html), try Data(contentsOf: pages.pdf)]
    _ = try sample.builder.buildReport(with: compiler, withChapters: false)
    #expect(try first == [Data(contentsOf: pages.html), Data(contentsOf: pages.pdf)])
  }

  @Test func oneChapterAloneTurnsForeignReferencesIntoWords() throws {
    let sample = try SampleReport()
    let pages = try sample.builder.buildChapter("first", with: try #require(typst))
    #expect(pages.html.lastPathComponent == "first.html")
    let html = try page(at: pages.html)
    try checkPage(html)
    let holdsWords = html.contains("the chapter “second” of the full report")
    let holdsOthers = html.contains("Planes")
    #expect(holdsWords && !holdsOthers)
    #expect(try Data(contentsOf: pages.pdf).starts(with: Data("%PDF-".utf8)))
    #expect(
      throws: ReportError.unknownChapter(name: "third", known: ["first", "second"])
    ) { try sample.builder.buildChapter("third", with: try #require(typst)) }
  }

  @Test(arguments: [
    (#"#num("T0.maxNorm")"#, "value 'T0.maxNorm': not in results.json"),
    (#"#fig("figure-9")"#, "figures 'figure-9': not in results.json"),
    (#"#claim("4.9")"#, "claims '4.9': not in results.json"),
    ("See @sec-none.", "reference 'sec-none': no such label")
  ]) func proseThatNamesWhatIsNotThere(prose: String, message: String) throws {
    let sample = try SampleReport(
      first: "#import \"../../Sources/Reports/Typst/template.typ\": *\n<sec-toy>\n\(prose)\n")
    do {
      _ = try sample.builder.buildReport(with: try #require(typst), withChapters: false)
      Issue.record("'\(prose)' compiled, expected an error.")
    } catch let error as ReportError {
      #expect(error.description.contains(message), "\(error)")
    }
  }
}
