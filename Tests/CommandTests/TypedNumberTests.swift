import Experiments
import Foundation
import Support
import TestSupport
import Testing

extension ReportTests {
  /// With the numeric settings of every run changed, no sentence states a value that was there before.
  ///
  /// A sentence is known again by its words: where it stands with the same words in both reports, and one of its
  /// numbers is a setting's old value in both, that number is typed; or it is the paper's, and must say so. Every day
  /// this is asked of results.json, and `make stress` asks it of the pages' prose too, which the lint reads every day.
  @Suite struct TypedNumberTests {
    /// Thresholds and counts of the code that happen to be the value of some setting, with words around them.
    private static let constants = [
      "at least 2000 steps", "fewer than 20 seeds", "be there 100 steps later", "below 0.001",
      "[-0.1, 0.1]", "at l1 = 0.0001", "T = 10100", "and 10100", "1/10, 1, 1000", "50 x^2",
      "(𝑥)=100", "[−0.1, 0.1]", "(checked up to", "of equation 16",
      "asks for at least 2000", "24 significant bits", "from 0.9 to -3.6", "16 convolutions",
      "VGG19 has 16", "slope 1.5"
    ]

    @Test func noSentenceStatesASettingThatDidNotRun() async throws {
      let copy = try ReportTests.report().copy()
      let before = try ReportText(of: copy.url.appendingPathComponent(SmokeReport.smoke))
      let nudges = Nudge.all(of: before.specifications)
      #expect(nudges.count > 400)
      let outcome = try await CommandProcess.run(
        ["report", "--profile", "smoke"] + nudges.flatMap { ["--set", $0.text] }, in: copy.url)
      try #require(outcome.status == 0, "\(outcome.errors.suffix(2000))")
      let page = try #require(
        outcome.output.split(separator: "\n").last { $0.hasSuffix("report.html") })
      let after = try ReportText(of: URL(fileURLWithPath: String(page)).deletingLastPathComponent())

      for chapter in before.chapters {
        let families = before.families(of: chapter)
        let old = Set(
          nudges.filter { families.contains(ReportText.family(of: $0.run)) }.flatMap(\.old)
            .filter(Self.isTelling))
        var known: [String: [[Double]]] = [:]
        for sentence in try before.sentences(of: chapter, withPage: Stress.isOn) {
          known[sentence.words, default: []].append(sentence.numbers)
        }
        for sentence in try after.sentences(of: chapter, withPage: Stress.isOn)
        where !Self.isExcused(sentence.text) {
          for numbers in known[sentence.words] ?? [] {
            let typed = zip(numbers, sentence.numbers).filter { $0 == $1 && old.contains($0) }
            #expect(typed.isEmpty, "\(chapter): \(typed.map(\.0)) in '\(sentence.text)'")
          }
        }
      }
    }

    /// Small whole numbers count all kinds of things.
    private static func isTelling(_ number: Double) -> Bool {
      number != number.rounded() || abs(number) > 12
    }

    private static func isExcused(_ sentence: String) -> Bool {
      ["paper", "print", "listing"].contains(where: sentence.contains)
        || constants.contains(where: sentence.contains)
        // What F5's length becomes is one of the lengths that it could have had before.
        || sentence == "100"
    }
  }
}

/// A setting with digits of its own in place of what a run has.
private struct Nudge {
  /// As `--set` takes it.
  var text: String
  var run: String
  /// The numbers that it replaces.
  var old: [Double]

  /// What stays as it is: names of runs hold the seeds, a drawn length is one of the lengths; the rest says what is
  /// tried, as data.
  private static let kept: Set = [
    "seed", "seeds", "lengths", "curveLength", "classes", "slopes", "samples", "points", "line",
    "plane", "limit", "errors"
  ]
  /// Parts of the names of fields that hold a share below 1, and stay below.
  private static let shares = ["momentum", "decay", "beta1", "beta2", "dropout", "ratio"]

  /// For each numeric field of each run, but for runs whose name goes on from that of another with the same value.
  static func all(of specifications: [String: JSONValue]) -> [Nudge] {
    var made: [String: JSONValue] = [:]
    var nudges: [Nudge] = []
    for run in specifications.keys.sorted() {
      let parts = run.split(separator: ".")
      let leaves = specifications[run]?.leaves ?? []
      for (field, value) in leaves {
        let isKept = field.split(separator: ".").contains { kept.contains(String($0)) }
        let isMade = (1..<parts.count).contains {
          made[parts[..<$0].joined(separator: ".") + " " + field] == value
        }
        guard !isKept, !isMade, var nudged = nudged(value, field) else { continue }
        if field == "drawnLength",
          case .array(let lengths)? = leaves.first(where: { $0.path == "lengths" })?.value
        {
          nudged = "\(numbers(in: lengths[1]).map { Int($0) }.first ?? 0)"
        }
        made[run + " " + field] = value
        nudges.append(Nudge(text: "\(run).\(field)=\(nudged)", run: run, old: numbers(in: value)))
      }
    }
    return nudges
  }

  private static func nudged(_ value: JSONValue, _ field: String) -> String? {
    switch value {
    case .integer(let whole) where whole != 0:
      // A window must fit into the shortest run.
      let factor = field == "window" ? 0.73 : 1.37
      let larger = Int((factor * Double(whole)).rounded())
      return String(larger == whole ? whole + 1 : larger)
    case .number(let number):
      let isShare = shares.contains(where: field.contains) && (0.5..<1).contains(number)
      return String(format: "%.4g", isShare ? 1 - 1.37 * (1 - number) : 1.37 * number)
    case .array(let elements) where elements.contains(where: { !numbers(in: $0).isEmpty }):
      return "[" + elements.map { nudged($0, field) ?? "0" }.joined(separator: ", ") + "]"
    default: return nil
    }
  }

  private static func numbers(in value: JSONValue) -> [Double] {
    switch value {
    case .integer(let whole): [Double(whole)]
    case .number(let number): [number]
    case .array(let elements): elements.flatMap(numbers)
    default: []
    }
  }
}

/// The lint of the prose, on a chapter that a test writes.
@Suite struct ProseLintTests {
  @Test(arguments: [
    ("The rate is 0.01 here.", "0.01"), ("Over 24 seeds it falls.", "24"),
    ("#fig(\"f\", caption: [The last 100 steps.])", "100"), ("At $alpha = 10$ it falls.", "10"),
    ("#if value(\"a\") > 5 [It is 17 now.]", "17")
  ]) func aTypedNumberIsRefused(prose: String, number: String) async throws {
    let outcome = try await lint("A title\n\n" + prose)
    #expect(outcome.status == 1)
    #expect(
      outcome.output
        == "Chapters/X/X.typ:3: numeral '\(number)': typed, expected a value, a setting or "
        + "#printed[\(number)]. See Scripts/lint_prose.py.\n")
  }

  @Test(arguments: [
    "At #setting(\"B2\", \"rate.10\") it is #num(\"a\", digits: 37), the paper's #printed[25.4].",
    "#let many = (1, 200)\nFigure 12, claims 4.1 to 4.9, VGG19, the 95th percentile, $1\\/64$, 0.",
    "#theorem(\"One\", name: \"one\")[For $k > 10$ it is 30.]",
    "// numbers: IEEE 754\nIt has 53 bits\nand 24.", "$ f(x) = 50 x^2 $ <eq-10>"
  ]) func whatCanBeTracedPasses(prose: String) async throws {
    let outcome = try await lint(prose)
    #expect(outcome.status == 0, "\(outcome.output)")
  }

  /// Typst would take it for the end of the call.
  @Test func aSwallowedSemicolonIsRefused() async throws {
    let outcome = try await lint(
      "It takes #num(\"a\",\n  digits: f(2)) steps; so\ndoes #num(\"b\"); and more.")
    #expect(outcome.status == 1)
    #expect(
      outcome.output
        == "Chapters/X/X.typ:3: semicolon after a call: not printed, expected another sign, or '#[;]'. "
        + "See Scripts/lint_prose.py.\n")
  }

  private func lint(_ prose: String) async throws -> CommandProcess.Outcome {
    let folder = try TemporaryDirectory()
    let chapter = folder.url.appendingPathComponent("Chapters/X")
    try FileManager.default.createDirectory(at: chapter, withIntermediateDirectories: true)
    try Data(prose.utf8).write(to: chapter.appendingPathComponent("X.typ"))
    return try await CommandProcess.run(
      ["python3", CommandProcess.root.appendingPathComponent("Scripts/lint_prose.py").path],
      in: folder.url, executable: URL(fileURLWithPath: "/usr/bin/env"))
  }
}
