import ChapterKit
import Datasets
import Foundation
import Kernels
import Neural
import Support

/// Which images a command works on.
package struct DatasetChoice {
  let workspace: Workspace

  /// The command line's data set, else the profile's own: the embedded images for `smoke` and `quick`,
  /// CIFAR-10 for the others.
  func name(in profile: Profile) throws -> DatasetName {
    if let dataset = workspace.dataset { return try DatasetName(parsing: dataset) }
    switch profile {
    case .smoke, .quick: return .embedded
    case .standard, .paper: return .cifar10
    }
  }

  /// What a choice comes to.
  struct Chosen {
    /// With its images, whose hash is that of the whole training set, and its ImageNet weights.
    var setting: Setting
    /// Whether the images' files are the published ones.
    var isPublished = true
    /// A sentence for each file that a plan goes without.
    var notes: [String] = []
  }

  /// - Parameter isPlan: Whether what cannot be read or is refused leaves only a note.
  /// - Throws: What cannot be read, and a usage failure for files other than the published ones, unless they are known.
  func chosen(isPlan: Bool = false) throws -> Chosen {
    let name = try name(in: workspace.profile)
    let path = workspace.dataPath ?? (name == .embedded ? nil : workspace.folder(of: name).path)
    var chosen = Chosen(
      setting: Setting(
        profile: workspace.profile,
        dataset: DatasetReference(name: name.rawValue, path: path, sha256: ""), isPlan: isPlan))
    func attempt(_ body: () throws -> Void) throws {
      do {
        try body()
      } catch  where isPlan {
        chosen.notes.append(SystemReason.sentence(of: error))
      }
    }
    try attempt {
      chosen.setting.dataset.sha256 = try loadDataset(
        name: name.rawValue, path: path, limit: nil, split: .train
      ).sha256
      guard let path else { return }
      let differences = try name.unpublished(in: URL(fileURLWithPath: path))
      chosen.isPublished = differences.isEmpty
      if let first = differences.first, !workspace.takesUnpublishedData {
        throw CommandFailure(
          "Data set '\(name.commandLineName)': not the published files, expected these. \(first) If you know what those "
            + "are that are there, give their folder with --data-path and add --known-data (make: DATA_PATH= and "
            + "KNOWN_DATA=yes).", status: .usage)
      }
    }
    if workspace.profile == .paper {
      if let file = workspace.imagenetWeights.map({ URL(fileURLWithPath: $0) }) {
        try attempt {
          chosen.setting.imagenetWeights = WeightsReference(
            path: file.path, sha256: try Checksum.sha256(ofFile: file))
        }
      } else if isPlan {
        chosen.notes.append(SystemReason.sentence(of: WeightsReference.absent))
      }
    }
    return chosen
  }

  /// The training images of a run specification.
  ///
  /// - Parameter folder: What a relative path starts at.
  static func images(for specification: DatasetSpecification, folder: URL) throws -> ImageSet {
    let path = specification.path.map { URL(fileURLWithPath: $0, relativeTo: folder).path }
    return try loadDataset(
      name: specification.name.rawValue, path: path, limit: specification.limit, split: .train)
  }
}
