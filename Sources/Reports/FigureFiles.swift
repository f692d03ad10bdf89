import Experiments
import Foundation

/// The drawn figures, `figures/<id>` with each of `suffixes` in the output folder, and what their runs
/// took. The caller draws; the report only reads.
public struct FigureFiles: Sendable {
  /// Pictures, a second layout for narrow screens, and the data for readers and for the page's script.
  public static let suffixes = [".png", ".pdf", ".svg", "-narrow.svg", ".csv", ".json"]

  /// Those that the page offers to its readers.
  static let offered = [".csv", ".pdf", ".png", ".svg"]

  /// Wall seconds by the experiment's name; what is not known stays out.
  public var runSeconds: [String: Double]

  /// Records by the experiment's name, for the account of where each figure comes from.
  public var records: [String: RunRecord] = [:]

  public init(runSeconds: [String: Double] = [:]) { self.runSeconds = runSeconds }

  public init(records: [String: RunRecord]) {
    self.records = records
    runSeconds = records.mapValues(\.wallSeconds)
  }

  /// Seconds of all of `experiments` together; nil when none of them is known.
  func seconds(of experiments: [String]) -> Double? {
    let known = experiments.compactMap { runSeconds[$0] }
    return known.isEmpty ? nil : known.reduce(0, +)
  }

  /// - Throws: ``ReportError/missingFigureFile(figure:file:)`` for the first file that is not there.
  func check(_ id: String, in output: URL) throws(ReportError) {
    for suffix in Self.suffixes {
      let file = "figures/\(id)\(suffix)"
      if !FileManager.default.fileExists(atPath: output.appending(path: file).path) {
        throw .missingFigureFile(figure: id, file: file)
      }
    }
  }
}
