import Foundation
import TestSupport
import Testing

extension ReportTests {
  /// The pages in Debian's Chromium and the PDF, examined by Tests/Pages/*.py with Playwright.
  @Suite(
    .enabled(
      if: PageTestRunner.isInstalled,
      ".build/test-venv is missing; Scripts/setup-tests.sh makes it."))
  struct PageTests {
    /// One process and one browser for all files of a row, so that two of them run side by side.
    @Test(arguments: [
      [
        "test_whole_pages", "test_accessibility", "test_without_script", "test_comparison_page",
        "test_deep"
      ],
      [
        "test_previews", "test_reading", "test_claims_filter", "test_figures", "test_numbers",
        "test_bytes", "test_webpage", "test_pictures", "test_pdf", "test_pdf_layout", "test_length",
        "test_tools", "test_live", "test_universes"
      ]
    ])
    func pages(files: [String]) async throws {
      let report = try ReportTests.report()
      let runner = PageTestRunner(report: report.pages, repository: try report.copy())
      for failure in try await runner.run(files) { Issue.record("\(failure)") }
    }

    /// No file of tests is left out above.
    @Test func everyFileIsRun() throws {
      let listed = try String(contentsOfFile: #filePath, encoding: .utf8)
      let names = try FileManager.default.contentsOfDirectory(atPath: PageTestRunner.folder.path)
        .filter { $0.hasPrefix("test_") && $0.hasSuffix(".py") }
      #expect(names.count > 10)
      for name in names { #expect(listed.contains("\"\(name.dropLast(3))\""), "\(name)") }
    }
  }
}

/// Runs the tests that are written in Python.
struct PageTestRunner {
  static let folder = CommandProcess.root.appendingPathComponent("Tests/Pages")
  private static let python = CommandProcess.root.appendingPathComponent(
    ".build/test-venv/bin/python")
  static let isInstalled = FileManager.default.isExecutableFile(atPath: python.path)

  /// The folder that holds report.html.
  var report: URL
  /// A copy of the repository that the tests of the comparison may change, and in which those of the preview make runs.
  var repository: TemporaryDirectory

  private struct Failure: Decodable {
    var test: String
    var reason: String
  }

  /// One text for each failed test: its name, and why.
  func run(_ files: [String]) async throws -> [String] {
    let folder = try TemporaryDirectory()
    let list = folder.url.appendingPathComponent("failures.json")
    var arguments = ["-m", "pytest", "--quiet", "--report", report.path, "--failures", list.path]
    arguments += ["--repository", repository.url.path]
    arguments += ["--command", CommandProcess.executable.path]
    arguments += files.map { Self.folder.appendingPathComponent("\($0).py").path }
    let outcome = try await CommandProcess.run(
      arguments, in: folder.url, environment: ["PYTHONDONTWRITEBYTECODE": "1"],
      executable: Self.python)
    guard outcome.status != 0 else { return [] }
    let failures =
      (try? JSONDecoder().decode([Failure].self, from: Data(contentsOf: list))) ?? []
    // A failure that the list does not tell of, such as a file that cannot be read, must not pass.
    guard !failures.isEmpty else {
      return ["pytest ended with \(outcome.status): \(outcome.output)\(outcome.errors)"]
    }
    return failures.map { "\($0.test)\n\($0.reason)" }
  }
}
