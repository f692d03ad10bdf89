import Foundation
import Support

/// What the pages of one results file are made from, and which of them are as they would be made.
///
/// Beside the pages lies `.made/<page>.json`, written with the page: the SHA-256 of the page and of its inputs, and the
/// Typst that made it. Inputs are the sources of the pages, the fonts, results.json without its moments, the parts of
/// its words (``PageWords``), the figures, the baselines' verdicts, and the prose: of a chapter's page that chapter's,
/// of the report all. A page that is missing, was changed, or has one input changed is made again.
public struct PageSources: Sendable {
  /// The repository's root.
  public var root: URL
  /// The folder that holds figures/.
  public var output: URL
  public var results: URL
  /// Names of the chapters, whose folders hold their prose.
  public var chapters: [String]

  public init(root: URL, output: URL, results: URL, chapters: [String]) {
    (self.root, self.output, self.results, self.chapters) = (root, output, results, chapters)
  }

  /// The Typst sources, scripts and style sheets.
  static func folder(in root: URL) -> URL { root.appending(path: "Sources/Reports/Typst") }

  /// Where what is noted about a file of the output folder lies: of results.json the parts of its words.
  static func note(about file: URL, in output: URL) -> URL {
    let (path, folder) = (file.standardizedFileURL.path, output.standardizedFileURL.path + "/")
    let name = path.hasPrefix(folder) ? String(path.dropFirst(folder.count)) : path
    return output.appending(path: ".made/\(name.replacing("/", with: "-"))")
  }

  var words: URL { Self.note(about: results, in: output) }
  var baselines: URL { output.appending(path: "baselines.json") }

  /// What is written with a page.
  private struct Stamp: Decodable {
    struct Maker: Decodable {
      var path: String
      var state: String
    }
    var inputs: String
    var page: String
    var maker: Maker
  }

  /// A page that is to be made, as compile.py takes it.
  struct Stale: Encodable {
    var format: String
    var chapter: String
    var path: String
    /// Where its stamp goes, and what that says of its inputs.
    var stamp: String
    var inputs: String
  }

  /// Those of `jobs` that are not as `typst` would make them.
  func stale(_ jobs: [TypstCompiler.Job], for typst: TypstCompiler) -> [Stale] {
    let shared = sharedInputs(typst)
    return jobs.compactMap { job in
      let own = chapters.filter { job.chapter == nil || $0 == job.chapter }
        .flatMap { files(below: root.appending(path: ReportChapter.folder(of: $0)), ["typ"]) }
      let inputs = shared + [job.format.rawValue, job.chapter ?? ""] + lines(own)
      let hash = Checksum.sha256(Data(inputs.joined(separator: "\n").utf8))
      let note = Self.note(about: job.path, in: output).appendingPathExtension("json")
      if isCurrent(job.path, note, hash) { return nil }
      return Stale(
        format: job.format.rawValue, chapter: job.chapter ?? "", path: job.path.path,
        stamp: note.path, inputs: hash)
    }
  }

  private func isCurrent(_ page: URL, _ note: URL, _ inputs: String) -> Bool {
    guard let data = try? RegularFile.contents(of: note),
      let stamp = try? JSONDecoder().decode(Stamp.self, from: data)
    else { return false }
    return stamp.inputs == inputs && stamp.page == FileDigests.shared.sha256(of: page)
      && FileState(of: stamp.maker.path)?.description == stamp.maker.state
  }

  private func sharedInputs(_ typst: TypstCompiler) -> [String] {
    let text = (try? RegularFile.contents(of: results)).map { String(decoding: $0, as: UTF8.self) }
    let timeless = ResultsFile.timeless(text ?? "").joined(separator: "\n")
    var used = files(below: Self.folder(in: root), nil)
    for fonts in typst.fonts { used += files(below: fonts, nil) }
    used += files(below: output.appending(path: "figures"), ["svg", "json"])
    return [root.path, output.path, typst.python.path, Checksum.sha256(Data(timeless.utf8))]
      + lines(used + [words, baselines])
  }

  /// Each file, once, with its content's hash.
  private func lines(_ files: some Sequence<URL>) -> [String] {
    Set(files.map(\.path)).sorted().map {
      "\($0) \(FileDigests.shared.sha256(of: URL(filePath: $0)) ?? "absent")"
    }
  }

  /// Files with these endings, or all; what Python has compiled is none of ours.
  private func files(below folder: URL, _ endings: Set<String>?) -> [URL] {
    let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (found?.allObjects ?? []).compactMap { $0 as? URL }.filter { file in
      !file.hasDirectoryPath && !file.pathComponents.contains("__pycache__")
        && endings?.contains(file.pathExtension) != false
    }
  }
}
