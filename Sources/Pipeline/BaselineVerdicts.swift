import Baselines
import Foundation
import Reports
import Support

/// Whether each figure and table equals its checked-in baseline, for the pages: `baselines.json` in the output
/// folder, by the output's name. There is no such file where the profile has no baselines.
package struct BaselineVerdicts {
  struct Entry: Codable {
    enum Verdict: String, Codable {
      /// Byte for byte, or value for value.
      case same
      case withinTolerance
      case different
      /// The baseline was made by other code, on other data or with other libraries, or cannot be trusted.
      case refused
      /// The profile has baselines, but none of this output.
      case none
    }

    var verdict: Verdict
    /// As `nonsmooth compare` says it.
    var sentence: String
    /// The commit of the program that drew what was accepted, when it was accepted, and why.
    var accepted: String?
    var date: String?
    var reason: String?
  }

  static let fileName = "baselines.json"

  /// Compares what lies in the output folder now; hashes decide where they agree, so that it takes next to nothing.
  package static func write(for workspace: Workspace) throws {
    let file = workspace.output.appendingPathComponent(fileName)
    let index = try OutputIndex.read(of: workspace)
    let entries = index.variation == nil ? try verdicts(of: index, in: workspace) : [:]
    guard !entries.isEmpty else {
      if FileManager.default.fileExists(atPath: file.path) {
        try FileManager.default.removeItem(at: file)
      }
      return
    }
    try WholeFile.write(CanonicalJSON.encode(entries, pretty: true), to: file)
  }

  private static func verdicts(
    of index: OutputIndex, in workspace: Workspace
  ) throws -> [String: Entry] {
    let folders = workspace.chapters.map { chapter in
      (chapter: chapter, folder: BaselineFolder(url: workspace.baselines(of: chapter)))
    }
    guard try folders.contains(where: { try !$0.folder.record().outputs.isEmpty }) else {
      return [:]
    }
    var entries: [String: Entry] = [:]
    for (chapter, folder) in folders {
      let made = index.entries.filter { $0.chapter == chapter.name && $0.kind != .values }
      let record = try folder.record()
      var comparer = try OutputComparer(of: chapter, in: workspace)
      let comparisons = try comparer.compare(
        made.map(\.made), in: workspace.output, with: folder)
      for output in comparisons where made.contains(where: { $0.name == output.name }) {
        let acceptance = folder.acceptance(of: output.name)
        entries[output.name] = Entry(
          verdict: Entry.Verdict(output.verdict), sentence: output.sentence,
          accepted: record.outputs[output.name]?.origin.commit, date: acceptance?.date,
          reason: acceptance?.reason)
      }
    }
    return entries
  }
}

extension BaselineVerdicts.Entry.Verdict {
  init(_ verdict: OutputComparison.Verdict) {
    self =
      switch verdict {
      case .same: .same
      case .withinTolerance: .withinTolerance
      case .missing, .dataAndPictureChanged, .dataChanged, .pictureChanged: .different
      case .refused, .drawnByOthers: .refused
      case .extra: .none
      }
  }
}
