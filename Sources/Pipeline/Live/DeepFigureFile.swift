import Experiments
import Foundation
import Reports
import Support

/// What a page needs to ask for a figure whose runs the engine alone can make: `figures/<id>-deep.json`, beside the
/// figure's own files.
///
/// The preview reads it, too: what stands in it can be set, and nothing else.
struct DeepFigureFile: Codable {
  var id: String
  var chapter: String
  /// What makes the chapter, and what serves its page so that it can be asked.
  var command: String
  var preview: String
  /// The decisions that bear on the figure's runs.
  var controls: [FigureControl]

  /// Nil for a figure that rests on no open decision.
  init?(
    _ figure: ReportFigure, of chapter: String, decisions: [Decision], experiments: [Experiment],
    in workspace: Workspace
  ) {
    let drawn = Set(figure.experiments)
    let open = decisions.filter { decision in
      ((try? Variation.names(decision.target, among: experiments)) ?? []).contains(
        where: drawn.contains)
    }
    controls = FigureControl.all(open, experiments)
    guard !controls.isEmpty else { return nil }
    (id, self.chapter) = (figure.figure.id, chapter)
    command = ".build/release/nonsmooth chapter \(chapter) \(workspace.commandOptions)"
    preview = ".build/release/nonsmooth preview \(workspace.unvaried.commandOptions)"
  }

  static func file(_ id: String, in output: URL) -> URL {
    output.appending(path: "figures/\(id)-deep.json")
  }

  /// That of the figure called `id`, which a page names; nil where there is none.
  static func read(_ id: String, in output: URL) -> DeepFigureFile? {
    let isName = !id.isEmpty && id.allSatisfy("abcdefghijklmnopqrstuvwxyz0123456789-".contains)
    guard isName, let data = try? RegularFile.contents(of: file(id, in: output)) else { return nil }
    return try? CanonicalJSON.decode(DeepFigureFile.self, from: data)
  }
}
