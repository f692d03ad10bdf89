import ChapterKit
import Experiments
import Foundation
import Reports
import Support
import TestSupport
import Testing

/// What results.json says of where each number, claim, figure and table comes from.
@Suite struct OriginTests {
  private static func results() async throws -> [String: Any] {
    let file = try await SmokeReport.shared().pages.appendingPathComponent("results.json")
    let results = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
    return try #require(results as? [String: Any])
  }

  private static func list(_ key: String) async throws -> [[String: Any]] {
    try #require(try await results()[key] as? [[String: Any]])
  }

  @Test func everyValueNamesRunsOfTheReport() async throws {
    let results = try await Self.results()
    let values = try #require(results["values"] as? [String: Any])
    let origins = try #require(results["origins"] as? [String: [String]])
    let runs = Set(try #require(results["runs"] as? [String: Any]).keys)
    #expect(Set(values.keys) == Set(origins.keys))
    for (name, from) in origins {
      #expect(Set(from).isSubset(of: runs) && from == from.sorted(), "\(name): \(from)")
    }
    // Settings of the profile, and what follows from formulas.
    let settings = [
      "B2.cycleNorm.strong", "B2.cycleNorm.weak", "B2.seeds", "B2.travel", "B5.firstStep",
      "B5.lambda1.keptShare", "B5.ulp.binary32", "B5.ulp.binary64", "B5.window", "C3.2.tolerance",
      "F1.smallerBy", "F2.epochs", "F2.images", "F2.plateau", "F2.scriptEpochs", "F2.seeds",
      "F2.tolerance",
      "F2.variedEpochs", "F3.constantGuess", "F3.isLong", "F3.lambda0.002.paperReach",
      "F3.lambda0.002.reach", "F3.lambda2.paperReach", "F3.lambda2.reach", "F3.paperSteps",
      "F3.pretraining.steps", "F3.steps", "F3.threshold", "F3.widthLaw.full.lambda0.002.l1Norm",
      "F3.widthLaw.full.lambda2.l1Norm", "F3.widthLaw.here.lambda0.002.l1Norm",
      "F3.widthLaw.here.lambda2.l1Norm", "F4.boundedFactor", "F4.columns", "F4.iterations",
      "F4.leastSquaresIterations", "F4.rows", "F4.seeds", "F4.variedIterations",
      "F4.visibleShare", "F5.iterations", "F5.seeds", "F5.stepsHome", "S2.geometric.totalSteps",
      "S2.stepLR.totalSteps", "rules.afterwards", "rules.blind", "rules.changed", "rules.proof",
      "rules.untested"
    ]
    #expect(origins.filter(\.value.isEmpty).keys.sorted() == settings)
  }

  @Test(arguments: [
    ("T2.sgd.lambda2.percentBelow1e-5", ["F3.sgd.lambda2.seed42"]),
    ("B2.ratio.median", ["B2.lambda0.01", "B2.lambda10"]),
    (
      "F2.vgg19.plain.gap.seed2", ["F2.vgg19.plain.gelu.seed2", "F2.vgg19.plain.relu.seed2"]
    ),
    ("F4.everyStepMultiple", ["F4.threshold"]),
    ("F5.lambda100.shareBelow", ["F5.lambda100.ndgm", "F5.lambda100.rmsprop"]),
    ("T0.lambda1.alpha0.01.maxL1Norm", ["T0"])
  ])
  func aValueNamesNoOtherRuns(name: String, runs: [String]) async throws {
    let origins = try #require(try await Self.results()["origins"] as? [String: [String]])
    #expect(origins[name] == runs)
  }

  @Test func claimsAndDiscrepanciesNameRunsOfTheReport() async throws {
    let runs = Set(try #require(try await Self.results()["runs"] as? [String: Any]).keys)
    for key in ["claims", "discrepancies"] {
      for entry in try await Self.list(key) {
        let from = try #require(entry["experiments"] as? [String])
        #expect(Set(from).isSubset(of: runs), "\(entry["id"] ?? "")")
      }
    }
    let claims = try await Self.list("claims").filter {
      ($0["experiments"] as? [String])?.isEmpty == true
    }
    // By proof or in exact fractions, without a run.
    #expect(
      claims.compactMap { $0["id"] as? String } == [
        "2.2", "3.1", "3.5", "3.7", "3.6", "4.1.a", "4.1.b", "4.1.c", "4.2", "4.3", "B6", "4.9",
        "B3", "4.7.b",
        "5.3"
      ])
  }

  /// With one run's numbers changed by about a hundredth, no value and no evidence changes that does not name that
  /// run: so nothing is read past the recording.
  @Test func whatChangesWithARunNamesIt() async throws {
    let dataset = try #require(
      (try await Self.results()["provenance"] as? [String: Any])?["dataset"] as? [String: String])
    let setting = Setting(
      profile: .smoke,
      dataset: DatasetReference(
        name: dataset["name"] ?? "", path: nil, sha256: dataset["sha256"] ?? ""))
    #expect(
      try await Self.list("chapters").map { $0["name"] as? String }
        == SmokeWorkspace.chapters.map(\.name))
    let store = DirectoryRunStore(
      root: try await SmokeReport.shared().folder.url.appendingPathComponent("Output/store"),
      code: try .current(numerics: .portable))
    var silent: Set<String> = []
    for chapter in SmokeWorkspace.chapters {
      let experiments = try chapter.experiments(for: setting)
      let stored = try StoredResults(store: store, experiments: experiments)
      let report = try chapter.report(from: stored, for: setting)
      for name in experiments.map(\.name) {
        let changed = try Self.changes(
          of: report,
          to: chapter.report(from: NudgedResults(stored: stored, nudged: name), for: setting))
        for (what, from) in changed {
          #expect(from.contains(name), "\(what) changes with \(name), but names \(from)")
        }
        if changed.isEmpty { silent.insert(name) }
      }
    }
    // The outcomes of A, T1 and the tutorial's supports hold yes, no and whole numbers alone, and the optimum of B2 at
    // the largest l1 is 0; the others serve a figure, a table or a choice.
    #expect(
      silent.sorted() == [
        "A.supports", "B2.lambda10.optimum", "C3.2.leastSquares", "F1.relu.rate0.01",
        "F1.relu.rate0.1",
        "F1.relu.rate1.9",
        "F4.heavyTailed.start1", "F4.nearlyNormal.start1", "F4.uniform.start0",
        "F4.uniform.start10", "F4.wide.start1", "T1", "tutorial.supports"
      ])
  }

  /// What differs between two reports, each with the runs that it names.
  private static func changes(
    of report: ChapterReport, to other: ChapterReport
  ) -> [(String, [String])] {
    func differ(_ one: Double?, _ two: Double?) -> Bool {
      one?.bitPattern != two?.bitPattern && !(one?.isNaN == true && two?.isNaN == true)
    }
    var changes = report.values.numbers.filter { differ($0.value, other.values[$0.key]) }
      .map { ($0.key, report.values.origins[$0.key] ?? []) }
    func compare(
      _ kind: String, _ ours: [(id: String, evidence: [String: Double], runs: [String])],
      _ theirs: [String: [String: Double]]
    ) {
      for (id, evidence, runs) in ours
      where evidence.contains(where: { differ($0.value, theirs[id]?[$0.key]) }) {
        changes.append(("\(kind) \(id)", runs))
      }
    }
    compare(
      "claim", report.claims.map { ($0.id, $0.evidence, $0.experiments) },
      Dictionary(uniqueKeysWithValues: other.claims.map { ($0.id, $0.evidence) }))
    compare(
      "discrepancy", report.discrepancies.map { ($0.id, $0.evidence, $0.experiments) },
      Dictionary(uniqueKeysWithValues: other.discrepancies.map { ($0.id, $0.evidence) }))
    return changes
  }

  @Test(arguments: ["figures", "tables"])
  func everyOutputNamesItsDeclaration(kind: String) async throws {
    let root = CommandProcess.root
    for output in try await Self.list(kind) {
      let id = try #require(output["id"] as? String)
      let declaration = try #require(output["declaration"] as? [String: Any], "\(id)")
      let source = try #require(declaration["source"] as? String)
      #expect(source == output["source"] as? String)
      let first = try #require(declaration["first"] as? Int)
      let last = try #require(declaration["last"] as? Int)
      let lines = try String(contentsOf: root.appendingPathComponent(source), encoding: .utf8)
        .split(separator: "\n", omittingEmptySubsequences: false)[(first - 1)..<last]
      let text = lines.joined(separator: "\n")
      let code = try #require(declaration["code"] as? String)
      #expect(text.filter { !$0.isWhitespace } == code.filter { !$0.isWhitespace })
      let start = lines.first { !$0.contains("///") } ?? ""
      #expect(
        start.trimmingPrefix(while: \.isWhitespace)
          .starts(with: /((private|package|public|static) )*(func|let)\b/), "\(id): \(start)")
      // Curves of claims are all drawn by the same function.
      #expect(
        id.hasPrefix("curve-") || text.contains("\"\(id)\""),
        "\(id): declared elsewhere than \(declaration)")
      for (open, close) in [("{", "}"), ("(", ")"), ("[", "]")] {
        #expect(
          text.split(separator: open, omittingEmptySubsequences: false).count
            == text.split(separator: close, omittingEmptySubsequences: false).count,
          "\(id): \(open) and \(close) do not balance")
      }
    }
  }

  /// Beside what draws it stands what it draws: the members that declare its experiments, and the rule of their steps.
  @Test(arguments: ["figures", "tables"])
  func everyOutputNamesTheSwiftOfItsExperiments(kind: String) async throws {
    let root = CommandProcess.root
    for output in try await Self.list(kind) {
      let id = try #require(output["id"] as? String)
      guard let experiments = output["experiments"] as? [String], !experiments.isEmpty else {
        #expect(output["experimentDeclarations"] == nil, "\(id)")
        continue
      }
      let found = try #require(output["experimentDeclarations"] as? [[String: Any]], "\(id)")
      let codes = found.compactMap { $0["code"] as? String }
      #expect(codes.contains { $0.contains("Experiment(") || $0.contains(".training(") }, "\(id)")
      #expect(codes.contains { $0.contains("func step(") || $0.contains("func update(") }, "\(id)")
      #expect(Set(codes).count == codes.count, "\(id): each stands once")
      for declaration in found {
        let source = try #require(declaration["source"] as? String)
        let code = try #require(declaration["code"] as? String)
        let text = try String(contentsOf: root.appendingPathComponent(source), encoding: .utf8)
        #expect(text.filter { !$0.isWhitespace }.contains(code.filter { !$0.isWhitespace }))
      }
    }
  }

  @Test func everyOutputHasSeedsAndHashes() async throws {
    let runs = try #require(try await Self.results()["runs"] as? [String: [String: Any]])
    let pages = try await SmokeReport.shared().pages
    for (kind, suffixes) in [
      ("figures", [".csv", ".pdf", ".png", ".svg"]),
      ("tables", [".csv", ".json"])
    ] {
      for output in try await Self.list(kind) {
        let id = try #require(output["id"] as? String)
        let own = (output["experiments"] as? [String] ?? []).flatMap {
          runs[$0]?["seeds"] as? [Int] ?? []
        }
        #expect(output["seeds"] as? [Int] == Set(own).sorted(), "\(id)")
        let files = try #require(output["files"] as? [String: String])
        #expect(files.keys.sorted() == suffixes.map { id + $0 })
        for (name, hash) in files {
          let file = pages.appendingPathComponent("\(kind)/\(name)")
          #expect(try Checksum.sha256(ofFile: file) == hash, "\(name)")
        }
      }
    }
  }

  @Test func threeFindingsLeadToTheirEvidence() async throws {
    let findings = try await Self.list("findings")
    #expect(
      findings.map { $0["id"] as? String }
        == ["two-cycle", "false-as-printed", "smooth-controls"])
    let figures = try await Self.list("figures").compactMap { $0["id"] as? String }
    let claims = try await Self.list("claims").compactMap {
      ($0["id"] as? String).map { "claim-\($0)" }
    }
    for finding in findings {
      let sentence = try #require(finding["sentence"] as? String)
      let words = sentence.split(separator: " ").filter { $0 != "=" }
      #expect(words.count <= 35, "\(words.count): \(sentence)")
      let target = try #require(finding["target"] as? String)
      #expect(figures.contains(target) || claims.contains(target), "\(target)")
    }
  }
}

/// Stored results with every fraction in one run's outcome about a hundredth larger, elements of a list by
/// amounts of their own.
private struct NudgedResults: Results {
  var stored: StoredResults
  var nudged: String

  func outcome<Outcome: Decodable>(_ type: Outcome.Type, of name: String) throws -> Outcome {
    guard name == nudged else { return try stored.outcome(type, of: name) }
    let json = try stored.outcome(JSONValue.self, of: name)
    return try CanonicalJSON.decode(type, from: CanonicalJSON.encode(Self.nudge(json, by: 1.01)))
  }

  func directory(of name: String) throws -> URL { try stored.directory(of: name) }
  var specifications: Specifications { stored.specifications }

  private static func nudge(_ value: JSONValue, by factor: Double) -> JSONValue {
    switch value {
    case .number(let number): .number(factor * number)
    case .array(let elements):
      .array(
        elements.enumerated().map { nudge($1, by: factor + 0.001 * Double($0 % 7)) })
    case .object(let members): .object(members.mapValues { nudge($0, by: factor) })
    case .null, .bool, .integer, .string: value
    }
  }
}
