import ChapterKit
import Experiments
import Foundation
import Plots
import Reports
import Testing
import Tutorial

/// The chapter's runs, as they are and with other specifications.
enum TutorialRuns {
  static let setting = Setting(
    profile: .smoke, dataset: DatasetReference(name: "embedded", path: nil, sha256: ""))

  struct Bowl: Decodable {
    struct Path: Decodable {
      var learningRate: Double
      var iterates: [Double]
    }
    var paths: [Path]
  }

  struct Supports: Decodable {
    struct Point: Decodable {
      var x: Double
      var supporting: [Double]
      var cutting: [Double]
    }
    var points: [Point]
    var samples: [Double]
    var slopesTaken: [Double]
  }

  struct Kink: Decodable {
    var learningRate: Double
    var kink: [Double]
    var repeats: Bool
    var proximal: [Double]
    var landing: [Double]
    var roundedLanding: [Double]
  }

  struct Crossing: Decodable {
    var points: [[Double]]
    var values: [Double]
    var squaredDistances: [Double]
    var inequalityHolds: Bool
    var threshold: Double
  }

  struct Floor: Decodable {
    struct Path: Decodable {
      var learningRate: Double
      var best: [Double]
      var bounds: [Double]
    }
    var counts: [Int]
    var paths: [Path]
  }

  static func experiment(_ name: String) throws -> Experiment {
    try #require(Tutorial().experiments(for: setting).first { $0.name == name })
  }

  /// The outcome of the run called `name`, with `changes` made to its specification.
  static func outcome<Outcome: Decodable>(
    _ type: Outcome.Type, of name: String, changing changes: [String: Any] = [:]
  ) throws -> Outcome {
    var experiment = try experiment(name)
    if !changes.isEmpty {
      experiment = try experiment.with(
        specification: specification(of: experiment, changing: changes))
    }
    return try JSONDecoder().decode(type, from: data(of: experiment))
  }

  static func specification(
    of experiment: Experiment, changing changes: [String: Any]
  ) throws -> Data {
    let fields = try JSONSerialization.jsonObject(with: experiment.specification)
    let changed = try #require(fields as? [String: Any]).merging(changes) { _, new in new }
    return try JSONSerialization.data(withJSONObject: changed)
  }

  static func fraction(_ numerator: Int, _ denominator: Int) -> [String: Int] {
    ["numerator": numerator, "denominator": denominator]
  }

  static func report() throws -> ChapterReport {
    let experiments = try Tutorial().experiments(for: setting)
    let outcomes = try experiments.map { ($0.name, try data(of: $0)) }
    return try Tutorial().report(
      from: Finished(data: Dictionary(uniqueKeysWithValues: outcomes)), for: setting)
  }

  private static func data(of experiment: Experiment) throws -> Data {
    let folder = FileManager.default.temporaryDirectory
    return try experiment.body(
      RunContext(directory: folder, threads: 1, progress: { _ in }, prerequisite: { _ in folder }))
  }

  private struct Finished: Results {
    var data: [String: Data]
    func outcome<Outcome: Decodable>(_ type: Outcome.Type, of name: String) throws -> Outcome {
      try JSONDecoder().decode(type, from: #require(data[name]))
    }
    func directory(of name: String) throws -> URL { FileManager.default.temporaryDirectory }
    var specifications: Specifications { Specifications([]) }
  }
}
