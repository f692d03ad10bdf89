import ChapterKit
import Convergence
import EdgeOfStability
import Experiments
import Foundation
import Lasso
import Pipeline
import Reports
import Support
import TestSupport
import Testing
import Tutorial

/// Figures that pages run again: the same in WebAssembly as natively, and as `--set` makes them.
@Suite struct LiveModuleTests {
  private static let profile = Profile.smoke
  private static let chapters: [[LiveFigure]] = [
    Convergence.liveFigures(profile), EdgeOfStability.liveFigures(profile),
    Lasso.liveFigures(profile), Tutorial.liveFigures(profile)
  ]
  private static let figures = chapters.flatMap { $0 }

  /// As declared, and with each decision made in its last way; in `make stress` in each of its ways, the ends of its
  /// control included.
  private static func settings(of figure: LiveFigure) -> [LiveSettings] {
    guard Stress.isOn else {
      return [LiveSettings()]
        + figure.decisions.compactMap { decision in
          decision.options.last.map {
            LiveSettings([LiveSettings.Change(decision.target, $0.value)])
          }
        }
    }
    return [LiveSettings()]
      + figure.decisions.flatMap { decision in
        let ends = decision.span.map { span in
          [span.low, span.high].map {
            span.isWhole ? "\(Int($0))" : "\($0)"
          }
        }
        return (decision.options.map(\.value) + (ends ?? [])).map {
          LiveSettings([LiveSettings.Change(decision.target, $0)])
        }
      }
  }

  private static func lines(_ settings: LiveSettings) -> [String] {
    settings.changes.map { "\($0.target)=\($0.value)" }
  }

  /// What an answer says, but for the figure's words and axes, which logarithms of the system's have a part in.
  private static func words(of answer: LiveAnswer) throws -> JSONValue {
    var bare = answer
    bare.figure = nil
    let text = try bare.json(checksum: answer.checksum)
    return try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
  }

  /// A message of the page's worker.
  private struct Message: Decodable {
    var answer: [String: JSONValue]?
    var error: String?
  }

  private static let module = Result {
    try LiveModule(root: CommandProcess.root, chapters: SmokeWorkspace.chapters, threads: 2) {
      false
    }
  }

  /// What `compute` returns, computed where it keeps no other test waiting.
  private static func aside<Value: Sendable>(
    _ compute: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread { continuation.resume(with: Result { try compute() }) }
    }
  }

  /// What the module answers to requests, run by the page's own worker in Node.
  private static func answers(to requests: [String]) async throws -> [[Message]] {
    let module = try await aside { try Self.module.get() }
    let root = CommandProcess.root
    let script = root.appending(path: "Tests/Live/answers.mjs").path
    let worker = root.appending(path: "Sources/Reports/Typst/live-worker.js").path
    let outcome = try await Tool(["node", script, worker, module.file.path])
      .outcome(input: try JSONEncoder().encode(requests), seconds: 600)
    try #require(outcome.succeeded, "\(outcome.errorText)")
    return try JSONDecoder().decode([[Message]].self, from: outcome.output)
  }

  private static let hasNode = (try? Tool(["node", "--version"]).run(seconds: 20).succeeded) == true

  @Test(.enabled(if: hasNode, "Node is not installed"))
  func theModuleComesToTheSameBits() async throws {
    let asked = Self.figures.flatMap { figure in
      Self.settings(of: figure).map { (figure: figure, settings: $0) }
    }
    let requests = asked.map { figure, settings in
      ([Self.profile.rawValue, figure.id] + Self.lines(settings)).joined(separator: "\n")
    }
    let answers = try await Self.answers(to: requests)
    try #require(answers.count == asked.count)
    for ((figure, settings), messages) in zip(asked, answers) {
      let subject = "\(figure.id) \(Self.lines(settings))"
      let found = messages.compactMap(\.answer)
      #expect(messages.allSatisfy { $0.error == nil }, "\(subject)")
      let parts = try await Self.aside { try figure.parts(settings) { _ in }.map { $0.make() } }
      try #require(found.count == parts.count, "\(subject)")
      for (part, one) in zip(parts, found) {
        var bare = one
        bare["figure"] = nil
        #expect(.object(bare) == (try Self.words(of: part)), "\(subject)")
        #expect((one["figure"] != nil) == (part.figure != nil), "\(subject)")
      }
    }
  }

  @Test(.enabled(if: hasNode, "Node is not installed"))
  func whatCannotBeRunIsRefusedInTheSameWords() async throws {
    let answers = try await Self.answers(to: [
      "smoke\nfigure-4\nF4.uniform.start1.iterations=1", "smoke\nfigure-4\nF4.nothing=1",
      "smoke\nfigure-4\nF4.data=unheardOf", "smoke\nno-figure", "F2"
    ])
    #expect(
      answers.map { $0.last?.error } == [
        "Field 'iterations': 1, expected 2 to 10000000. Correct the value.",
        "Field 'nothing': 1, expected a field and a value that can be set here. Correct the value.",
        "Field 'data': unheardOf, expected a field and a value that can be set here. Correct the value.",
        "This page's module does not know the figure.",
        "This page's module does not know the figure."
      ])
  }

  /// What is live is what `--set` makes: the same numbers, verdicts and bits.
  @Test(
    arguments: [
      ["tutorial.bowl.learningRates.1=1.5"], ["B2.start=zero"],
      ["F4.data=wide", "F4.uniform.start1.rates.1=0.5"]
    ]
      + (Stress.isOn
        ? [
          ["tutorial.floor.iterations=256"], ["F1.l2=1", "F1.seeds.0=1001"], ["F1.rateFactor=0.1"],
          ["C3.2.limit=1000"], ["T0.strengths.1=10"],
          ["F5.learningRate=0.01", "F5.drawnLength=1000"]
        ] : []))
  func aSettingIsThatOfTheCommand(texts: [String]) async throws {
    var workspace = try await SmokeWorkspace().workspace
    workspace.variation = try Variation(parsing: texts)
    let chapters: [any Chapter] = [Tutorial(), Convergence(), Lasso(), EdgeOfStability()]
    let settings = LiveSettings(lines: texts.map { $0[...] })
    var count = 0
    for chapter in chapters {
      let pipeline: ReportPipeline
      do { pipeline = try SmokeWorkspace.pipeline(workspace, chapters: [chapter]) } catch {
        // The setting is another chapter's.
        continue
      }
      let made = try pipeline.perform()
      for record in made.flatMap(\.report.live) {
        let parts = try record.figure.parts(settings) { _ in }.filter { !$0.isPreview }
        var whole = LiveAnswer()
        for answer in parts.map({ $0.make() }) {
          whole.figure = answer.figure ?? whole.figure
          whole.table = answer.table ?? whole.table
          whole.values.merge(answer.values) { $1 }
          whole.claims += answer.claims
        }
        #expect(
          try Self.words(of: whole) == (try Self.words(of: record.answer)), "\(record.figure.id)")
        count += 1
      }
    }
    #expect(count > 0)
  }

  /// Every control is that of a field which the declared experiments have, and `--set` takes each of its options.
  @Test func everyOptionIsOneOfTheCommand() throws {
    let setting = Setting(
      profile: Self.profile, dataset: DatasetReference(name: "embedded", path: nil, sha256: ""))
    let experiments = try [
      Convergence().experiments(for: setting), EdgeOfStability().experiments(for: setting),
      Lasso().experiments(for: setting), Tutorial().experiments(for: setting)
    ].flatMap { $0 }
    let specifications = Specifications(experiments)
    for decision in Self.figures.flatMap(\.decisions) {
      let value = try specifications.value(of: decision).words
      // Another profile may have another default, as for a number of iterations.
      for option in decision.options
      where option.value != value && (Double(value) == nil || Double(option.value) != Double(value))
      {
        _ = try Variation(parsing: ["\(decision.target)=\(option.value)"]).apply(to: experiments)
      }
    }
  }
}
