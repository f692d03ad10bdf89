import Foundation
import Reports
import Testing

private let typst = try? TypstCompiler.installed(root: SampleReport.repository)

/// Which pages are made again; they need the Typst that `make setup` installs.
@Suite(.enabled(if: typst != nil, "Typst is not installed; `make setup` installs it."))
struct StampsTests {
  var sample: SampleReport

  init() throws {
    sample = try SampleReport()
    try build()
  }

  static let names = [
    "report.html", "report.pdf", "chapters/first.html", "chapters/first.pdf",
    "chapters/second.html",
    "chapters/second.pdf"
  ]

  func build() throws {
    _ = try sample.builder.buildReport(with: try #require(typst))
  }

  /// The inode and date of each page, and of results.json.
  func states() throws -> [String: [String]] {
    try (Self.names + ["results.json"]).reduce(into: [:]) { states, name in
      let file = sample.builder.output.appending(path: name)
      let state = try FileManager.default.attributesOfItem(atPath: file.path)
      // A new file may take the place on the disk of one that is gone, within the same second.
      let date = try #require(state[.modificationDate] as? Date).timeIntervalSinceReferenceDate
      states[name] = ["\(state[.systemFileNumber]!)", "\(date)"]
    }
  }

  /// The pages that are made again after `change`.
  func remade(after change: () throws -> Void) throws -> Set<String> {
    let before = try states()
    try change()
    try build()
    let after = try states()
    return Set(Self.names.filter { before[$0] != after[$0] })
  }

  func write(_ text: String, to path: String, in folder: URL) throws {
    try Data(text.utf8).write(to: folder.appending(path: path))
  }

  @Test func nothingChanged() throws {
    let results = try states()["results.json"]
    #expect(try remade {} == [])
    #expect(try states()["results.json"] == results)
  }

  @Test mutating func momentsAloneChangeNothing() throws {
    let results = try states()["results.json"]
    sample.builder.provenance.program.started = "2027-01-01T00:00:00Z"
    #expect(try remade {} == [])
    #expect(try states()["results.json"] == results)
  }

  @Test mutating func changedResultsMakeAllPages() throws {
    sample.builder.chapters[0].report.claims[0].ourValue = "0.0208"
    #expect(try remade {} == Set(Self.names))
    let page = try String(
      contentsOf: sample.builder.output.appending(path: "report.html"), encoding: .utf8)
    #expect(page.contains("0.0208"))
  }

  @Test func changedProseMakesItsChapterAndTheReport() throws {
    let remade = try remade {
      try write(
        SampleReport.secondProse + "\nA new sentence.", to: "Chapters/Second/Second.typ",
        in: sample.builder.root)
    }
    #expect(
      remade == ["report.html", "report.pdf", "chapters/second.html", "chapters/second.pdf"])
  }

  @Test(arguments: ["figures/figure-1.svg", "figures/figure-1.csv", "baselines.json"])
  func changedDataMakesAllPages(path: String) throws {
    let content =
      path.hasSuffix("svg")
      ? "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>" : "{}"
    let remade = try remade { try write(content, to: path, in: sample.builder.output) }
    #expect(remade == Set(Self.names))
  }

  @Test(arguments: ["report.css", "report.typ", "webpage.py"])
  func changedSourcesMakeAllPages(name: String) throws {
    let remade = try remade {
      let file = sample.builder.root.appending(path: "Sources/Reports/Typst/\(name)")
      try Data(contentsOf: file).appending("\n").write(to: file)
    }
    #expect(remade == Set(Self.names))
  }

  @Test func changedAndMissingPagesAreMade() throws {
    let output = sample.builder.output
    let before = try Data(contentsOf: output.appending(path: "report.html"))
    let remade = try remade {
      try write("<p>other</p>", to: "report.html", in: output)
      try FileManager.default.removeItem(at: output.appending(path: "chapters/first.pdf"))
    }
    #expect(remade == ["report.html", "chapters/first.pdf"])
    #expect(try Data(contentsOf: output.appending(path: "report.html")) == before)
  }
}

extension Data {
  fileprivate func appending(_ text: String) -> Data { self + Data(text.utf8) }
}
