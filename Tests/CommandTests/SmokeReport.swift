import Foundation
import TestSupport
import Testing

/// A repository of its own in which `nonsmooth report --profile smoke` has run.
struct SmokeReport: Sendable {
  let folder: TemporaryDirectory
  /// What the command printed.
  let output: String

  /// That of the suite that is running; the trait `.smokeReport` sets it.
  @TaskLocal static var current: SmokeReport?

  static let smoke = "Output/smoke"

  /// Makes the report, which takes some seconds.
  init() throws {
    folder = try Self.repository()
    let report = try CommandProcess.run(["report", "--profile", "smoke"], in: folder.url)
    try #require(report.status == 0, "\(report.errors)")
    output = report.output
  }

  /// The folder with the pages.
  var pages: URL { folder.url.appendingPathComponent(Self.smoke) }

  /// The names and titles of the chapters, in their order, as results.json has them.
  var chapters: [(name: String, title: String)] {
    get throws {
      let data = try Data(contentsOf: pages.appendingPathComponent("results.json"))
      let results = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      let chapters = try #require(results["chapters"] as? [[String: Any]])
      return try chapters.map { chapter in
        (
          try #require(chapter["name"] as? String),
          try #require(chapter["title"] as? String)
        )
      }
    }
  }

  /// Another repository with copies of the outputs and the same run store, for tests that change them.
  func copy() throws -> TemporaryDirectory {
    let copy = try Self.repository()
    let files = FileManager.default
    try files.createDirectory(
      at: copy.url.appendingPathComponent("Output"), withIntermediateDirectories: true)
    try files.copyItem(at: pages, to: copy.url.appendingPathComponent(Self.smoke))
    try files.createSymbolicLink(
      at: copy.url.appendingPathComponent("Output/store"),
      withDestinationURL: folder.url.appendingPathComponent("Output/store"))
    return copy
  }

  /// This repository's sources, without outputs and without baselines of the profile.
  static func repository() throws -> TemporaryDirectory {
    let folder = try TemporaryDirectory()
    let files = FileManager.default
    for name in ["Scripts", ".build", "Docs", ".swift-format"] {
      try files.createSymbolicLink(
        at: folder.url.appendingPathComponent(name),
        withDestinationURL: CommandProcess.root.appendingPathComponent(name))
    }
    // Copied, since tests write there; Typst follows no links out of its root.
    for name in ["Package.swift", "Chapters", "Sources"] {
      try files.copyItem(
        at: CommandProcess.root.appendingPathComponent(name),
        to: folder.url.appendingPathComponent(name))
    }
    let chapters = folder.url.appendingPathComponent("Chapters")
    for chapter in try files.contentsOfDirectory(atPath: chapters.path) {
      let baselines = chapters.appendingPathComponent("\(chapter)/Baselines/smoke")
      if files.fileExists(atPath: baselines.path) { try files.removeItem(at: baselines) }
    }
    return folder
  }
}

/// Makes one report for all tests of a suite, and removes it when they have ended.
struct SmokeReportTrait: SuiteTrait, TestScoping {
  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let report = try SmokeReport()
    try await SmokeReport.$current.withValue(report) { try await function() }
  }
}

extension Trait where Self == SmokeReportTrait {
  /// `SmokeReport.current` is there for the tests of this suite.
  static var smokeReport: Self { SmokeReportTrait() }
}
