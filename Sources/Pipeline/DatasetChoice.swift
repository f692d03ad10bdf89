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

  /// The profile with its images, whose hash is that of the whole training set, and its ImageNet
  /// weights.
  ///
  /// - Parameter isPlan: Whether what cannot be read leaves only a note.
  /// - Returns: The setting, and a sentence for each file that a plan goes without.
  func setting(isPlan: Bool = false) throws -> (setting: Setting, notes: [String]) {
    let name = try name(in: workspace.profile)
    let path = workspace.dataPath ?? (name == .embedded ? nil : workspace.folder(of: name).path)
    var dataset = DatasetReference(name: name.rawValue, path: path, sha256: "")
    var weights: WeightsReference?
    var notes: [String] = []
    func attempt(_ body: () throws -> Void) throws {
      do {
        try body()
      } catch  where isPlan {
        notes.append(SystemReason.sentence(of: error))
      }
    }
    try attempt {
      dataset.sha256 = try loadDataset(
        name: name.rawValue, path: path, limit: nil, split: .train
      ).sha256
    }
    if workspace.profile == .paper {
      if let file = workspace.imagenetWeights.map({ URL(fileURLWithPath: $0) }) {
        try attempt {
          weights = WeightsReference(path: file.path, sha256: try Checksum.sha256(ofFile: file))
        }
      } else if isPlan {
        notes.append(SystemReason.sentence(of: WeightsReference.absent))
      }
    }
    let setting = Setting(
      profile: workspace.profile, dataset: dataset, imagenetWeights: weights, isPlan: isPlan)
    return (setting, notes)
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
