import ChapterKit
import Foundation
import Reports

/// Which of the package's files run in a page as WebAssembly: those of its modules that need neither files, nor
/// threads, nor Codable (Sources/WebAssembly/README.md). Each module keeps its name, so that imports hold here as there.
struct LiveSources {
  /// One call of the compiler.
  struct Module {
    var name: String
    var files: [URL]
    /// A file that is made for it.
    var generated: String?
  }

  private static let portable: [[(name: String, files: String)]] = [
    [("Support", "DecimalText FieldRange JSONText Markup Wording Wording+Printable")],
    [
      ("Kernels", "Elementary RandomStream RandomStream+Normal"),
      (
        "Plots",
        """
        AxisScale Canvas Ensemble Figure FigureJSON FigurePart FigureStyle FigureValidation Geometry Label Label+HTML \
        Legend NumberLabel Palette Path+Marker PlotError RangeFitting Style+Paint Variables
        """
      ),
      (
        "Experiments",
        "CheckedSpecification Decision Dictionary+Declared RunOutcomes VariationTarget"
      )
    ],
    [
      (
        "Convex",
        """
        CoordinateFate Descent DescentMethod GramMatrix HuberFunction HuberRegression HuberWell L1Norm LassoRegression \
        NesterovMax Objective PenalizedRegression ProximalGradient RecordingSchedule Softplus StepRule \
        SubgradientIteration SymmetricEigenvalues Trajectory
        """
      ),
      (
        "Reports",
        "Claim LiveAnswer LiveFigure LiveRuns LiveSettings PaperPlace ReportFigure ReportTable ReportValues RestsOnRuns"
      )
    ],
    [("ChapterKit", "Compared Ensemble+Statistics FieldRange+Chapters Profile Share Statistics")]
  ]

  /// What stands in the library's place, and the page's side of it.
  static let folder = "Sources/WebAssembly"

  /// Modules in the order of their imports; those of a row do not import one another.
  let rows: [[Module]]

  /// - Parameter chapters: Those with live figures are part of it.
  init(root: URL, chapters: [any Chapter]) {
    func file(_ path: String) -> URL { root.appending(path: path) }
    let own = { (name: String) in file("\(Self.folder)/\(name).swift") }
    var rows = [
      [Module(name: Self.withoutCoding, files: [own("Codable")])],
      [Module(name: "Foundation", files: [own("Foundation")])]
    ]
    for row in Self.portable {
      rows.append(
        row.map { name, files in
          Module(
            name: name,
            files: files.split(separator: " ").map { file("Sources/\(name)/\($0).swift") }
              + (name == "Experiments" ? [own("RunReading")] : []))
        })
    }
    let live = chapters.filter { !$0.liveFiles.isEmpty }.map { chapter in
      let name = String(chapter.folder.split(separator: "/").last ?? "")
      return Module(
        name: name, files: chapter.liveFiles.map { file("\(chapter.folder)/\($0).swift") },
        // Its own file also says what it reports.
        generated: "public struct \(name): Sendable {\n  public init() {}\n}\n")
    }
    let names = live.map(\.name).sorted()
    let whole = """
      import ChapterKit
      \(names.map { "import \($0)\n" }.joined())import Reports

      func liveFigures(_ profile: Profile) -> [LiveFigure] {
        \((["[]"] + names.map { "\($0).liveFigures(profile)" }).joined(separator: " + "))
      }

      """
    self.rows = rows + [live, [Module(name: Self.whole, files: [own("Exports")], generated: whole)]]
  }

  /// The last module, with what the page calls.
  static let whole = "Live"
  /// The module that every other one imports.
  static let withoutCoding = "NoCoding"
}
