import Foundation
import TestSupport
import Testing

/// The whole chain at `smoke` in a folder of its own: report, compare, accept, compare, explain.
@Suite struct ReportTests {
  /// A repository of links to this one's sources, with its own outputs and baselines.
  private func copy() throws -> TemporaryDirectory {
    let folder = try TemporaryDirectory()
    let files = FileManager.default
    for name in ["Package.swift", "Sources", "Scripts", ".build", "Docs"] {
      try files.createSymbolicLink(
        at: folder.url.appendingPathComponent(name),
        withDestinationURL: CommandProcess.root.appendingPathComponent(name))
    }
    // Copied, since accept writes baselines beside the prose; Typst follows no links out of its root.
    for name in ["Chapters", "Sources"] {
      let target = folder.url.appendingPathComponent(name)
      try? files.removeItem(at: target)
      try files.copyItem(at: CommandProcess.root.appendingPathComponent(name), to: target)
    }
    for chapter in try files.contentsOfDirectory(
      atPath: folder.url.appendingPathComponent("Chapters").path)
    {
      let baselines = folder.url.appendingPathComponent("Chapters/\(chapter)/Baselines/smoke")
      if files.fileExists(atPath: baselines.path) { try files.removeItem(at: baselines) }
    }
    return folder
  }

  private func nonsmooth(
    _ arguments: String..., in folder: URL
  ) throws -> CommandProcess.Outcome {
    try CommandProcess.run(arguments + ["--profile", "smoke"], in: folder)
  }

  @Test(.timeLimit(.minutes(10))) func reportCompareAcceptExplain() throws {
    let folder = try copy()
    let report = try nonsmooth("report", in: folder.url)
    try #require(report.status == 0, "\(report.errors)")
    let pages = report.output.split(separator: "\n").suffix(2).map(String.init)
    #expect(pages.map { $0.split(separator: "/").last ?? "" } == ["report.html", "report.pdf"])
    for page in pages { #expect(FileManager.default.fileExists(atPath: page)) }

    let plan = try nonsmooth("plan", in: folder.url)
    #expect(plan.output.contains("\n0 of "), "a finished run would run again: \(plan.output)")

    let before = try nonsmooth("compare", in: folder.url)
    #expect(before.status == 1)
    #expect(before.errors.contains("outputs differ from their baselines, expected none."))

    let accept = try nonsmooth("accept", "all", "--reason", "a test", in: folder.url)
    #expect(accept.status == 0, "\(accept.errors)")
    let after = try nonsmooth("compare", in: folder.url)
    #expect(after.status == 0, "\(after.errors)")

    let unknown = try nonsmooth("accept", "figur-1", "--reason", "a test", in: folder.url)
    #expect(unknown.status == 64)
    #expect(unknown.errors.contains("Output 'figur-1': unknown, expected one of"))

    let values = try nonsmooth("explain", "reproduction-values", in: folder.url)
    #expect(values.status == 0)
    #expect(values.output.hasPrefix("reproduction-values is fresh\n"))
  }
}
