import Experiments
import Foundation
import Support
import Testing

struct ProgressReporterTests {
  private func output(isTerminal: Bool, noColor: Bool) throws -> String {
    let scratch = try ScratchFolder()
    let journal = Journal()
    let reporter = ProgressReporter(isTerminal: isTerminal, noColor: noColor, interval: 0) {
      journal.add($0)
    }
    let list = [try doubling("a", 1), try failing("b")]
    _ = try Scheduler(
      store: DirectoryRunStore(root: scratch.url), concurrency: 1, progress: reporter
    ).run(list)
    return journal.all.joined()
  }

  @Test func plainLinesHoldNoControlCharacters() throws {
    let text = try output(isTerminal: false, noColor: false)
    #expect(!text.contains("\u{1B}") && !text.contains("\r"))
    #expect(text.contains("[0/2] about 0.2 s left; 2 waiting\n"))
    #expect(text.contains("failed b: the bowl is broken\n"))
    #expect(text.hasSuffix("1 of 2 runs done, 1 failed\n"))
  }

  @Test func terminalLineIsRedrawnAndColored() throws {
    let text = try output(isTerminal: true, noColor: false)
    #expect(text.contains("\r\u{1B}[K"))
    #expect(text.contains("\u{1B}[31mfailed\u{1B}[0m b"))
  }

  /// 73 runs side by side would fill several rows of a terminal of 40 columns.
  @Test func theLineIsNeverWiderThanTheTerminal() throws {
    let scratch = try ScratchFolder()
    let journal = Journal()
    let reporter = ProgressReporter(isTerminal: true, noColor: true, interval: 0, width: 40) {
      journal.add($0)
    }
    let list = try (0..<9).map { try doubling("experiment.of.a.long.name.\($0)", Double($0)) }
    try Scheduler(
      store: DirectoryRunStore(root: scratch.url), concurrency: 3, progress: reporter
    ).run(list).requireAll()
    let rows = journal.all.joined().split(separator: "\r\u{1B}[K")
    #expect(rows.allSatisfy { $0.count < 40 }, "\(rows)")
    #expect(rows.contains { $0.hasPrefix("[") && $0.contains(" left; running exp") })
  }

  @Test func noColorIsRespected() throws {
    let text = try output(isTerminal: true, noColor: true)
    #expect(text.contains("\r\u{1B}[K") && !text.contains("\u{1B}[31m"))
  }

  @Test(arguments: [(0.25, "0.2 s"), (42, "42 s"), (200, "3 min 20 s"), (7_260, "2 h 1 min")])
  func durationsReadWell(seconds: Double, text: String) {
    #expect(Wording.duration(seconds) == text)
  }
}
