import Foundation
import Reports
import Support
import Testing

@Suite struct FigureArchiveTests {
  /// What tar itself lists and unpacks is what lies in figures/, and a second time gives the same bytes.
  @Test func holdsTheFiguresFiles() throws {
    let sample = try SampleReport()
    let results = try sample.builder.writeResults()
    let archive = results.deletingLastPathComponent().appending(path: "figures.tar")
    let first = try Data(contentsOf: archive)
    let outcome = try Tool(["tar", "-tf", archive.path]).run(seconds: 60)
    #expect(
      outcome.text.split(separator: "\n").map(String.init)
        == [".csv", ".pdf", ".png", ".svg"].map { "figures/figure-1\($0)" })
    let drawing = sample.builder.output.appending(path: "figures/figure-1.svg")
    #expect(first.range(of: try Data(contentsOf: drawing)) != nil)
    try sample.builder.writeResults()
    #expect(try Data(contentsOf: archive) == first)
  }
}
