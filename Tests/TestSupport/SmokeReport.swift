import Foundation
import Testing

/// A repository of its own in which `nonsmooth report --profile smoke` has run.
public struct SmokeReport: Sendable {
  public let folder: TemporaryDirectory
  /// What the command printed.
  public let output: String

  /// The report that all tests share which only read it: the first that asks makes it, in some seconds.
  public static func shared() async throws -> SmokeReport { try await made.value }

  private static let made = Task {
    let report = try await SmokeReport()
    // A global is never deinitialized, and so its folder would stay.
    atexit { SmokeReport.path.map { _ = try? FileManager.default.removeItem(atPath: $0) } }
    path = report.folder.url.path
    return report
  }

  /// Written once, before the process' end reads it.
  nonisolated(unsafe) private static var path: String?

  public static let smoke = "Output/smoke"

  struct Failure: Error { var errors: String }

  /// Makes a report.
  public init() async throws {
    folder = try Self.repository()
    let report = try await CommandProcess.run(["report", "--profile", "smoke"], in: folder.url)
    // Not `#require`, which would record an issue in the first of the tests that share the report alone.
    guard report.status == 0 else { throw Failure(errors: report.errors) }
    output = report.output
  }

  /// The folder with the pages.
  public var pages: URL { folder.url.appendingPathComponent(Self.smoke) }

  /// The names and titles of the chapters, in their order, as results.json has them.
  public var chapters: [(name: String, title: String)] {
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

  /// Another repository with copies of the outputs and the run store, for tests that change them or make more.
  public func copy() throws -> TemporaryDirectory {
    let copy = try Self.repository()
    let files = FileManager.default
    try files.createDirectory(
      at: copy.url.appendingPathComponent("Output"), withIntermediateDirectories: true)
    try files.copyItem(at: pages, to: copy.url.appendingPathComponent(Self.smoke))
    try files.copyItem(
      at: folder.url.appendingPathComponent("Output/store"),
      to: copy.url.appendingPathComponent("Output/store"))
    return copy
  }

  /// This repository's sources, without outputs and without baselines of the profile.
  public static func repository() throws -> TemporaryDirectory {
    let folder = try TemporaryDirectory()
    let files = FileManager.default
    let build = folder.url.appendingPathComponent(".build")
    try files.createDirectory(at: build, withIntermediateDirectories: true)
    // What is compiled for pages is found by its sources' checksum, and so compiled once for all.
    try files.createDirectory(
      at: CommandProcess.root.appendingPathComponent(".build/live"),
      withIntermediateDirectories: true)
    for name in [
      "Scripts", "Docs", ".swift-format", ".build/typst-venv", ".build/test-venv", ".build/debug",
      ".build/release", ".build/live"
    ] {
      try files.createSymbolicLink(
        at: folder.url.appendingPathComponent(name),
        withDestinationURL: CommandProcess.root.appendingPathComponent(name))
    }
    // What this build's command has come to, and not a link: tests are another program, which would replace it.
    try? files.copyItem(
      at: CommandProcess.root.appendingPathComponent(".build/canaries.json"),
      to: build.appendingPathComponent("canaries.json"))
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
