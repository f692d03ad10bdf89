import Foundation
import Reports
import Support
import TestSupport
import Testing

private let typst = try? TypstCompiler.installed(root: SampleReport.repository)

/// Python as the pages have it.
@Suite struct PageToolTests {
  @Test func pythonHearsNothingOfWhatLiesAround() throws {
    let tool = TypstCompiler(python: URL(filePath: "/venv/bin/python"), fonts: []).tool(["x.py"])
    #expect(tool.command == ["/venv/bin/python", "-I", "-B", "x.py"])
    let heard = try #require(tool.environment).keys
    #expect(Set(heard).isSubset(of: ["PATH", "LC_ALL", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"]))
  }

  @Test(arguments: [
    ("echo 'Traceback (most recent call last):' >&2; echo 'Error: no' >&2; exit 1", "Error: no"),
    ("echo 'Fatal Python error: init' >&2; kill -9 $$", "Fatal Python error: init"),
    ("printf 'x\\033[2J' >&2; exit 3", "x\u{FFFD}[2J"), ("exit 0", "it said nothing")
  ]) func aPythonThatDoesNotStartIsOneSentence(script: String, words: String) throws {
    let sample = try SampleReport()
    let python = sample.directory.url.appending(path: "python")
    try Data("#!/bin/sh\n\(script)\n".utf8).write(to: python)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: python.path)
    #expect(
      throws: ReportError.typstFailed(
        message: "Python '\(python.path)': ended without the pages (\(words)), "
          + "expected to make them. Run `make setup` again.")
    ) { try sample.builder.buildChapter("first", with: TypstCompiler(python: python, fonts: [])) }
  }
}

/// Pages that are made, and the process that makes them; they need the Typst that `make setup` installs.
@Suite(.enabled(if: typst != nil, "Typst is not installed; `make setup` installs it."))
struct PageWorkerTests {
  private func leftOvers(in sample: SampleReport) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: sample.builder.output.path)
      .filter { $0.hasSuffix(".partial") }
  }

  @Test func twoAtOnceEndAsIfOneHadComeAfterTheOther() async throws {
    let sample = try SampleReport()
    let compiler = try #require(typst)
    let builder = sample.builder
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<2 {
        group.addTask {
          try await withCheckedThrowingContinuation { done in
            Thread.detachNewThread {
              done.resume(
                with: Result { _ = try builder.buildChapter("second", with: compiler) })
            }
          }
        }
      }
      try await group.waitForAll()
    }
    let page = builder.output.appending(path: "chapters/second.html")
    let made = try #require(FileState(of: page.path))
    #expect(try String(contentsOf: page, encoding: .utf8).hasSuffix("</html>"))
    #expect(try leftOvers(in: sample) == [])
    // Each stamp is that of its page, so that nothing is made again.
    _ = try builder.buildChapter("second", with: compiler)
    #expect(FileState(of: page.path) == made)
  }

  @Test func aLinkInTheRepositorysPathChangesNothing() throws {
    var sample = try SampleReport()
    let compiler = try #require(typst)
    let made = try sample.builder.buildChapter("first", with: compiler)
    let page = try Data(contentsOf: made.html)
    let link = sample.directory.url.appending(path: "a link")
    try FileManager.default.createSymbolicLink(at: link, withDestinationURL: sample.builder.root)
    (sample.builder.root, sample.builder.output) = (link, link.appending(path: "Output/smoke"))
    let again = try sample.builder.buildChapter("first", with: compiler)
    #expect(try Data(contentsOf: again.html) == page)
  }

  @Test func aCancelledPageEndsItsProcess() throws {
    let sample = try SampleReport()
    var compiler = try #require(typst)
    compiler.isCancelled = { true }
    #expect(throws: ReportError.tool(.cancelled("Typst"))) {
      try sample.builder.buildReport(with: compiler)
    }
    #expect(try leftOvers(in: sample) == [])
  }

  @Test func theProcessEndsWithItsInput() async throws {
    let driver = SampleReport.repository.appending(path: "Sources/Reports/Typst/compile.py")
    let outcome = try await #require(typst).tool([driver.path]).outcome(seconds: 60)
    #expect(outcome.succeeded && outcome.output.isEmpty && outcome.errors.isEmpty)
  }

  /// Numbers that are not there are named with their reason, and stop nothing.
  @Test func missingNumbersAreToldWithTheirReason() throws {
    let prose = """
      #import "../../Sources/Reports/Typst/template.typ": *
      == Missing <sec-toy>
      #fig("figure-1", caption: [None.]) #claim("4.2")
      Broken #num("T0.broken", digits: 3), never #num("T0.never", unit: "%"), huge #num("T0.huge", fixed: 2), tiny
      #num("T0.tiny"), scaled #num("T0.huge", scale: 1e9), of #evidence("4.2", "x").
      #if value("T0.broken") > 1 and value("T0.never") > 1 and value("T0.lowest") < 1 [Compared.]
      """
    var sample = try SampleReport(first: prose)
    var report = sample.builder.chapters[0].report
    for (name, number) in [("huge", 1e300), ("tiny", 5e-324), ("lowest", -.infinity)] {
      report.values.set("T0.\(name)", number)
    }
    report.claims[0].evidence["x"] = .infinity
    report.claims[0].ourValue = "inf in place of nan"
    sample.builder.chapters[0].report = report
    let pages = try sample.builder.buildChapter("first", with: try #require(typst))
    let page = try String(contentsOf: pages.html, encoding: .utf8).replacing("\u{A0}", with: " ")
      .replacing(#/<a [^>]*>|<\/a>/#, with: "")
    for words in [
      "3 numbers are missing here,", "<code>T0.broken</code> (undefined)",
      "<code>T0.lowest</code> (−∞)", "<code>T0.never</code> (no value)",
      "Broken undefined, never no value,", "huge 1 × 10<sup>300</sup>,", "scaled ∞, of ∞.",
      "Compared.", "tiny 4.941 × 10<sup>−324</sup>", "∞ in place of undefined"
    ] where !page.contains(words) {
      Issue.record("The page lacks '\(words)'.")
    }
  }
}
