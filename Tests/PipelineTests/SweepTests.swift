import ChapterKit
import Convergence
import Duality
import EdgeOfStability
import Experiments
import Foundation
import Lasso
import Preliminaries
import Reports
import Support
import TestSupport
import Testing
import Tutorial

/// Every field of every specification, set to values that nobody means: it is refused by its name, or the runs end,
/// well or with a sentence, and the chapter makes its report of them.
@Suite(.serialized, .enabled(if: Stress.isOn, "make stress runs it"))
struct SweepTests {
  static let chapters: [any Chapter] = [
    Tutorial(), Preliminaries(), Convergence(), Duality(), Lasso(), EdgeOfStability()
  ]

  /// No larger whole numbers that a field allows: of steps or rows they would take hours.
  private static let numbers = [
    "0", "1", "-1", "2", "0.5", "1e-46", "1e-12", "0.9999999", "1e30", "1e300", "-1e300",
    "9223372036854775807"
  ]

  /// Values for a field that now holds `value`.
  private static func values(like value: JSONValue) -> [String] {
    switch value {
    case .integer, .number: numbers
    case .bool: ["true", "false"]
    case .string: ["", "nan", "relu", "softplus", "identity", "zero", "../x"]
    case .array(let elements):
      (elements.first.map(values(like:)) ?? []).map { text in
        "[" + elements.map { _ in text }.joined(separator: ", ") + "]"
      } + ["[]"]
    case .null, .object: []
    }
  }

  @Test(arguments: chapters.indices)
  func everyFieldIsRefusedByNameOrRuns(index: Int) throws {
    let chapter = Self.chapters[index]
    let stage = try SweepStage(chapter)
    // Another family with the errors of this one takes many minutes.
    for (name, field, value) in stage.fields() where field != "family" {
      for text in Self.values(like: value) {
        let setting = "\(name).\(field)=\(text)"
        // A trap leaves the setting that led to it.
        try Data(setting.utf8).write(to: stage.folder.url.appendingPathComponent("setting"))
        try stage.sweep(setting, field: field)
      }
    }
    print("\(chapter.name): \(stage.counts)")
  }
}

/// A chapter's runs at smoke, done once, of which a sweep makes some again.
private final class SweepStage {
  let chapter: any Chapter
  let setting: Setting
  let folder: TemporaryDirectory
  private let experiments: [Experiment]
  private var outcomes: [String: Data] = [:]
  /// By specification, kind and prerequisites: many experiments share one.
  private(set) var counts: [String: Int] = [:]

  init(_ chapter: any Chapter) throws {
    self.chapter = chapter
    setting = Setting(
      profile: .smoke, dataset: DatasetReference(name: "embedded", path: nil, sha256: "images"))
    folder = try TemporaryDirectory()
    experiments = try chapter.experiments(for: setting)
    for experiment in experiments { outcomes[experiment.name] = try run(experiment, from: "own") }
  }

  /// Each field of each family of experiments, those of one name up to its first dot, with a value that it has.
  func fields() -> [(name: String, field: String, value: JSONValue)] {
    var seen: Set<String> = []
    var found: [(String, String, JSONValue)] = []
    for experiment in experiments {
      guard
        let json = try? CanonicalJSON.decode(JSONValue.self, from: experiment.specification)
      else { continue }
      let parts = experiment.name.split(separator: ".")
      let name =
        experiments.count { $0.name.hasPrefix(parts[0] + ".") } > 1
        ? String(parts[0]) : experiment.name
      for (path, value) in json.leaves where seen.insert("\(name).\(path)").inserted {
        found.append((name, path, value))
      }
    }
    return found
  }

  func sweep(_ text: String, field: String) throws {
    let variation: [Experiment]
    do throws(VariationError) {
      let parsed = try Variation(parsing: [text])
      variation = try parsed.apply(to: experiments).experiments
    } catch {
      #expect(error.description.contains(text), "\(text): \(error)")
      counts["refused", default: 0] += 1
      return
    }
    var changed = outcomes
    let varied = zip(experiments, variation).filter { $0.specification != $1.specification }
      .map(\.1)
    // Trainings of one family differ in little; three of them stand for all.
    let isTraining = varied.first?.kind == "training"
    let chosen =
      isTraining && varied.count > 3
      ? [varied[0], varied[varied.count / 2], varied[varied.count - 1]] : varied
    for after in chosen {
      do {
        guard after.memoryBytes <= ResourceUsage.availableMemoryBytes / 4 else {
          throw ExperimentsError.tooLarge(
            after.name, needs: after.memoryBytes,
            available: ResourceUsage.availableMemoryBytes / 4)
        }
        changed[after.name] = try run(after, from: "swept")
      } catch is Late {
        counts["too long", default: 0] += 1
        return
      } catch {
        let sentence = SystemReason.sentence(of: error)
        #expect(
          sentence.contains(", expected ") && !sentence.contains("Error("), "\(text): \(sentence)")
        counts["ended with a sentence", default: 0] += 1
        return
      }
    }
    do {
      let results = SweepResults(
        outcomes: changed, specifications: Specifications(variation), folder: folder.url)
      let report = try chapter.report(from: results, for: setting)
      for claim in report.claims where ![.undecided, .notTested].contains(claim.verdict) {
        let absent = claim.evidence.filter { !$0.value.isFinite }.keys.sorted()
        #expect(absent.isEmpty, "\(text): claim \(claim.id) is \(claim.verdict) without \(absent)")
      }
      counts["reported", default: 0] += 1
    } catch {
      Issue.record("\(text): \(SystemReason.sentence(of: error))")
    }
  }

  private struct Late: Error {}

  private func run(_ experiment: Experiment, from place: String) throws -> Data {
    let root = folder.url
    @Sendable func directory(_ name: String, _ place: String) -> URL {
      root.appendingPathComponent(place).appendingPathComponent(name)
    }
    let own = directory(experiment.name, place)
    try? FileManager.default.removeItem(at: own)
    try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
    let end = ContinuousClock.now + .seconds(4)
    return try experiment.body(
      RunContext(
        directory: own, threads: 1,
        progress: { _ in if ContinuousClock.now > end { throw Late() } },
        prerequisite: { name in
          let swept = directory(name, "swept")
          return FileManager.default.fileExists(atPath: swept.path) && place == "swept"
            ? swept : directory(name, "own")
        }))
  }
}

private struct SweepResults: Results {
  let outcomes: [String: Data]
  let specifications: Specifications
  let folder: URL

  func outcome<Outcome: Decodable>(_ type: Outcome.Type, of name: String) throws -> Outcome {
    try CanonicalJSON.decode(type, from: outcomes[name] ?? Data())
  }

  func directory(of name: String) throws -> URL {
    folder.appendingPathComponent("own").appendingPathComponent(name)
  }
}
