import CairoPlots
import Foundation
import Plots
import Testing

@Suite struct PDFTests {
  static let pdftotext = ["/usr/bin/pdftotext", "/opt/homebrew/bin/pdftotext"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  @Test(arguments: Gallery.all.indices)
  func isAPDFWithTheSameBytesTwice(index: Int) throws {
    let pdf = try CairoRenderer().pdf(Gallery.all[index])
    #expect(pdf.prefix(5) == Data("%PDF-".utf8))
    #expect(try CairoRenderer().pdf(Gallery.all[index]) == pdf)
  }

  @Test(.enabled(if: pdftotext != nil, "pdftotext (poppler-utils) is not installed"))
  func holdsItsTextAsText() throws {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("nonsmooth-\(UUID().uuidString).pdf")
    defer { try? FileManager.default.removeItem(at: file) }
    try CairoRenderer().pdf(Gallery.bars).write(to: file)
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: try #require(Self.pdftotext))
    process.arguments = [file.path, "-"]
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    for words in ["RMSProp", "share of weights (%)", "10,000", "(b)", "seed"] {
      #expect(text.contains(words), "\(words) in \(text)")
    }
  }

  @Test func faultsOfTheFigureAreTold() {
    let empty = Figure(id: "e", alt: "", panels: [])
    let expected = RenderError.figure(
      .badFigure(figure: "e", found: "0 panels", expected: "at least 1"))
    #expect(throws: expected) { try CairoRenderer().pdf(empty) }
    #expect(throws: expected) { try CairoRenderer().svg(empty) }
    #expect(throws: RenderError.badDensity(figure: "gallery-1", dotsPerInch: 0)) {
      try CairoRenderer().png(Gallery.all[0], dotsPerInch: 0)
    }
  }
}
