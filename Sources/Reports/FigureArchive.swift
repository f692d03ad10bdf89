import Experiments
import Foundation
import Support

/// All files of the figures that the page offers, as one tar archive for its readers: `figures.tar` beside
/// `results.json`, and `<chapter>.figures.tar` beside `<chapter>.results.json`. Equal figures make equal archives.
enum FigureArchive {
  /// Where the archive of the figures of a results file lies.
  static func file(beside results: URL) -> URL {
    let name = results.lastPathComponent.replacing("results.json", with: "figures.tar")
    return results.deletingLastPathComponent().appending(path: name)
  }

  /// - Parameter ids: Of figures that are drawn in `output`.
  /// - Throws: ``ReportError/missingFigureFile(figure:file:)`` or what the disk says.
  static func write(
    _ ids: [String], of output: URL, beside results: URL
  ) throws(ReportError) {
    var archive = Data()
    for id in ids {
      for suffix in FigureFiles.offered {
        let path = "figures/\(id)\(suffix)"
        guard let data = try? RegularFile.contents(of: output.appending(path: path)),
          let header = TarFormat.header(path: path, size: data.count)
        else { throw .missingFigureFile(figure: id, file: path) }
        archive += header + data + Data(count: TarFormat.padding(after: data.count))
      }
    }
    archive += Data(count: 2 * TarFormat.block)
    let whole = archive
    try ReportError.storing(try WholeFile.update(whole, at: file(beside: results)))
  }
}
