import Foundation
import TestSupport
import Testing

extension ReportTests {
  /// The PDF as Poppler reads it.
  @Suite(
    .enabled(
      if: Poppler.isInstalled,
      "Poppler is not installed; Scripts/setup-tests.sh installs it."))
  struct PDFTests {
    /// The fields that pdfinfo prints.
    private func information(of file: URL) throws -> [String: String] {
      let lines = try Poppler.output(of: ["pdfinfo", file.path]).split(separator: "\n")
      let fields = lines.compactMap { line -> (String, String)? in
        let parts = line.split(separator: ":", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        return (String(parts[0]), parts[1].trimmingCharacters(in: .whitespaces))
      }
      return Dictionary(fields) { first, _ in first }
    }

    /// The text in reading order, with its spaces made plain.
    private func text(of file: URL) throws -> String {
      try Poppler.output(of: ["pdftotext", file.path, "-"])
        .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private func check(_ file: URL, pages: ClosedRange<Int>) throws -> String {
      let name = file.lastPathComponent
      let fields = try information(of: file)
      #expect(fields["Tagged"] == "yes", "\(name) has no structure for readers of the screen")
      #expect(fields["Encrypted"] == "no")
      #expect(fields["Page size"]?.contains("A4") == true)
      let count = try #require(fields["Pages"].flatMap(Int.init))
      #expect(pages.contains(count), "\(name): \(count) pages, expected \(pages)")
      let text = try text(of: file)
      for sign in ["??", "[?]", "not in results.json", "no such label", "\u{FFFD}"] {
        #expect(!text.contains(sign), "\(name) holds '\(sign)'")
      }
      return text
    }

    @Test func theReportHasItsChaptersAndReferences() throws {
      let report = try ReportTests.report()
      let file = report.pages.appendingPathComponent("report.pdf")
      let text = try check(file, pages: 25...80)
      #expect(try information(of: file)["Title"] == "Gradient methods at kinks, remeasured")
      for (index, chapter) in try report.chapters.enumerated() {
        // In the contents, and above the chapter.
        let heading = "\(index + 1) \(chapter.title)"
        #expect(text.ranges(of: heading).count >= 2, "no heading '\(heading)'")
      }
      for words in [
        "What the paper claims, and what we found", "Works cited", "arXiv 2401.08426"
      ]
        + (1...5).map({ "Figure \($0)" }) + (1...2).map({ "Table \($0)" })
      {
        #expect(text.contains(words), "no '\(words)'")
      }
    }

    @Test func everyChapterHasItsOwnDocument() throws {
      let report = try ReportTests.report()
      for chapter in try report.chapters {
        let file = report.pages.appendingPathComponent("chapters/\(chapter.name).pdf")
        let text = try check(file, pages: 1...40)
        #expect(text.hasPrefix(chapter.title))
        #expect(try information(of: file)["Title"]?.hasPrefix(chapter.title) == true)
      }
    }
  }
}

/// The programs of poppler-utils.
enum Poppler {
  static let isInstalled = ["pdfinfo", "pdftotext"].allSatisfy { name in
    (try? output(of: [name, "-v"])) != nil
  }

  struct Failure: Error { var status: Int32 }

  /// What a program prints.
  static func output(of arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(status: process.terminationStatus) }
    return String(decoding: data, as: UTF8.self)
  }
}
