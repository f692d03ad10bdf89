import Baselines
import ChapterKit
import Datasets
import Experiments
import Foundation
import Kernels
import Support

/// Where things lie: the repository, the profile's outputs, the run store and the data sets.
package struct Workspace {
  package let root: URL
  /// All chapters, in the report's order.
  package let chapters: [any Chapter]
  let profile: Profile
  package let threads: Int
  /// As on the command line; nil for the profile's own images.
  let dataset: String?
  var dataPath: String?
  /// Whether files of a data set may be others than the published ones.
  package var takesUnpublishedData = false
  package var numerics = Numerics.portable
  package var checkpointSeconds = 30.0
  var imagenetWeights: String?
  /// Changes to the runs' specifications; none for the profile itself.
  package var variation = Variation.none

  package init(
    root: URL, chapters: [any Chapter], profile: Profile, dataset: String?, dataPath: String?,
    imagenetWeights: String? = nil,
    threads: Int
  ) {
    (self.root, self.chapters) = (root, chapters)
    (self.profile, self.threads) = (profile, threads)
    (self.dataset, self.dataPath) = (dataset, dataPath)
    self.imagenetWeights = imagenetWeights
  }

  /// The profile's name, with the data set's where one was asked for.
  package var label: String { dataset.map { "\(profile.rawValue)-\($0)" } ?? profile.rawValue }

  /// The variables that make this choice on make's command line, e.g. `"PROFILE=smoke"`.
  var makeVariables: String {
    let path = dataPath.map { " DATA_PATH=\($0)" } ?? ""
    return "PROFILE=\(profile.rawValue)" + (dataset.map { " DATASET=\($0)" } ?? "") + path
      + (takesUnpublishedData ? " KNOWN_DATA=yes" : "")
  }

  /// The options that choose the same runs again, e.g. `"--profile smoke --set B2.learningRate=0.02"`.
  package var commandOptions: String { ShellWord.line(commandArguments) }

  /// The same, each a word of its own.
  var commandArguments: [String] {
    var words = ["--profile", profile.rawValue]
    if let dataset { words += ["--dataset", dataset] }
    if let dataPath { words += ["--data-path", dataPath] }
    if takesUnpublishedData { words.append("--known-data") }
    if let imagenetWeights { words += ["--imagenet-weights", imagenetWeights] }
    if numerics == .native { words += ["--numerics", "native"] }
    for change in variation.changes { words += ["--set", change.text] }
    return words
  }

  /// All options that are not of one command alone, for a process of ours that is to work as this one does.
  var childArguments: [String] {
    commandArguments + [
      "--root", root.path, "--threads", "\(threads)", "--checkpoint-seconds", "\(checkpointSeconds)"
    ]
  }

  /// Apart for each variation and for native numerics, so that figures of two never mix.
  package var output: URL {
    let suffix =
      (variation.isEmpty ? "" : "-\(variation.slug)") + (numerics == .native ? "-native" : "")
    return root.appendingPathComponent("Output/\(label)\(suffix)", isDirectory: true)
  }

  /// The same without a variation.
  var unvaried: Workspace {
    var workspace = self
    workspace.variation = .none
    return workspace
  }

  /// What was submitted to a cluster for these outputs.
  package var cluster: URL {
    root.appendingPathComponent(
      "\(Self.clusterFolder)/\(output.lastPathComponent)", isDirectory: true)
  }

  static let clusterFolder = "Output/cluster"

  package var store: URL { root.appendingPathComponent("Output/store", isDirectory: true) }

  /// Where a data set is put and looked for without a path.
  package func folder(of name: DatasetName) -> URL { name.folder(below: root) }

  /// Where a chapter's baselines of this profile lie.
  package func baselines(of chapter: any Chapter) -> URL {
    root.appendingPathComponent("\(chapter.folder)/Baselines/\(label)", isDirectory: true)
  }

  /// What a chapter's outputs may differ by, in all profiles.
  func tolerances(of chapter: any Chapter) -> URL {
    root.appendingPathComponent("\(chapter.folder)/Baselines/\(ToleranceFile.name)")
  }

  /// `explicit`, or the nearest folder above the working directory or the executable that holds
  /// Package.swift and Chapters.
  package static func findRoot(explicit: String?) throws -> URL {
    if let explicit {
      let url = URL(fileURLWithPath: explicit, isDirectory: true)
      guard isRoot(url) else {
        throw CommandFailure(
          "Repository '\(explicit)': no Package.swift and Chapters, expected both. "
            + "Give the folder that git clone made.", status: .usage)
      }
      return url.standardizedFileURL
    }
    let working = URL(
      fileURLWithPath: FileManager.default.currentDirectoryPath, isDirectory: true)
    if let root = root(above: working) ?? program { return root }
    throw CommandFailure(
      "Repository: not found above '\(FileManager.default.currentDirectoryPath)', expected a folder "
        + "with Package.swift and Chapters. Change into it or add --root.", status: .usage)
  }

  /// The repository that this program was built in; nil once it has been moved out of there.
  static let program = (Bundle.main.executableURL?.resolvingSymlinksInPath()).flatMap {
    root(above: $0.deletingLastPathComponent())
  }

  private static func root(above start: URL) -> URL? {
    var folder = start.standardizedFileURL
    while folder.path != "/" {
      if isRoot(folder) { return folder }
      folder.deleteLastPathComponent()
    }
    return nil
  }

  private static func isRoot(_ folder: URL) -> Bool {
    ["Package.swift", "Chapters"].allSatisfy { name in
      FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path)
    }
  }
}
