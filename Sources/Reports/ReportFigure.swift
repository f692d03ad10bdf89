import Plots

/// What a chapter declares in its Swift and the page says where.
protocol Declared {
  var experiments: [String] { get }
  var source: String { get }
  var line: Int { get }
}

/// A figure, with what the page says about its making.
public struct ReportFigure: Sendable, Declared {
  public var figure: Figure
  /// Names of the experiments whose outcomes are drawn.
  public var experiments: [String]
  /// One line of settings, e.g. `"a = 0.01, 20 seeds, 1,000 iterations"`.
  public var settings: String
  /// Path of the Swift file that declares it, from the repository's root.
  public var source: String
  /// A line of `source` within the declaration: that of the initializer's call.
  public var line: Int

  /// - Parameter fileID: Module and file, of which a chapter's folder has the names.
  public init(
    _ figure: Figure, experiments: [String], settings: String, fileID: String = #fileID,
    line: Int = #line
  ) {
    (self.figure, self.experiments, self.settings) = (figure, experiments, settings)
    (source, self.line) = ("Chapters/\(fileID)", line)
  }
}
