import Experiments
import Foundation
import Plots
import Reports
import TestSupport

/// Two made-up chapters, with their prose and one drawn figure, in a folder of their own.
struct SampleReport {
  let directory: TemporaryDirectory
  var builder: ReportBuilder

  /// This repository's root.
  static let repository = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static let firstProse = """
    #import "../../Sources/Reports/Typst/template.typ": *
    == Toy problem <sec-toy>
    The largest norm is #num("T0.maxL1Norm", digits: 2), see @figure-1, @table-1, @eq-toy,
    @claim-4.2, @claim-9.9, @D5, @chapter-second and @cite-boyd2003. Inline $norm(b)_1 <= a lambda_1$.
    $ L_3(b) = lambda_1 sum_(i=1)^P abs(b_i) $ <eq-toy>
    #fig("figure-1", mirrors: 1, caption: [Loss and norm with $b_0$.])
    #tab("table-1", mirrors: 1, caption: [Shares.])
    #claim("4.2")
    #discrepancy("D5")
    """
  static let secondProse = """
    #import "../../Sources/Reports/Typst/template.typ": *
    == Planes
    The box is @claim-4.2, the toy problem @sec-toy. $ x^2 / 2 $
    #remaining("claim")
    """

  init(first: String = Self.firstProse) throws {
    directory = try TemporaryDirectory()
    let root = directory.url
    let files = FileManager.default
    try files.createDirectory(
      at: root.appending(path: "Sources/Reports"), withIntermediateDirectories: true)
    try files.copyItem(
      at: Self.repository.appending(path: "Sources/Reports/Typst"),
      to: root.appending(path: "Sources/Reports/Typst"))
    for (name, prose) in [("First", first), ("Second", Self.secondProse)] {
      let folder = root.appending(path: "Chapters/\(name)")
      try files.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(prose.utf8).write(to: folder.appending(path: "\(name).typ"))
    }
    let output = root.appending(path: "Output/smoke")
    let figures = output.appending(path: "figures")
    try files.createDirectory(at: figures, withIntermediateDirectories: true)
    let svg = """
      <svg xmlns="http://www.w3.org/2000/svg" width="480" height="220" viewBox="0 0 480 220">\
      <rect width="480" height="220" fill="#eee"/></svg>
      """
    for suffix in FigureFiles.suffixes {
      let text = suffix == ".json" ? #"{"id":"figure-1","panels":[]}"# : svg
      try Data(text.utf8).write(to: figures.appending(path: "figure-1\(suffix)"))
    }
    builder = ReportBuilder(
      root: root, output: output, profile: "smoke",
      chapters: [
        ReportChapter(
          name: "first", title: "First", paperSections: "Section 4", report: Self.firstReport),
        ReportChapter(
          name: "second", title: "Second", paperSections: "Section 5", report: Self.secondReport)
      ],
      provenance: ReportProvenance(
        program: Self.program, profile: "smoke", dataset: .init(name: "embedded", sha256: "0")),
      figures: FigureFiles(runSeconds: ["F1.seed1": 1.5, "F1.seed2": 2]))
  }

  static var program: Provenance {
    var program = Provenance.current(threads: 2)
    program.started = "2026-01-01T00:00:00Z"
    program.finished = "2026-01-01T00:00:01Z"
    return program
  }

  static var firstReport: ChapterReport {
    var report = ChapterReport()
    report.values.set("T0.maxL1Norm", RunOutcomes(["F1.seed2": 0.0106])["F1.seed2"])
    report.values.set("T0.broken", .nan)
    report.values.set("T0.never", nil)
    report.figures = [
      ReportFigure(
        Figure(id: "figure-1", alt: "A gray rectangle", panels: []),
        experiments: ["F1.seed1", "F1.seed2"], settings: "a = 0.01")
    ]
    report.tables = [
      ReportTable(
        id: "table-1", columns: ["Optimizer", "Share, %"],
        rows: [["SGD", "99.9"], ["Adam, \"own\"", "0.18"]], experiments: [], settings: "3 seeds")
    ]
    report.claims = [
      claim("4.2", .reproduced), claim("9.9", .contradicted), claim("9.10", .undecided)
    ]
    report.discrepancies = [
      discrepancy("D5", evidence: ["x": 1.5]), discrepancy("D10", evidence: [:])
    ]
    return report
  }

  static var secondReport: ChapterReport {
    var report = ChapterReport()
    report.values.set("F4.maxLoss", 12)
    report.claims = [claim("A.2", .notTested)]
    report.discrepancies = [discrepancy("D5", evidence: ["x": 7, "y": 2])]
    return report
  }

  static func claim(_ id: String, _ verdict: Verdict) -> Claim {
    Claim(
      id: id, place: "Section \(id)", statement: "Statement of \(id).", paperValue: "0.0106",
      ourValue: "0.0107",
      rule: "||b_{t+1}||_1 <= a l1, `code_x`, x^-2, file_name.",
      evidence: ["median": 0.0107], verdict: verdict, reason: "Measured.",
      wouldDecide: "A longer run.")
  }

  static func discrepancy(_ id: String, evidence: [String: Double]) -> Discrepancy {
    Discrepancy(
      id: id, kind: .argument, paper: "Says so.", finding: "Is not so.", evidence: evidence)
  }
}
