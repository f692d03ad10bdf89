import ChapterKit
import Foundation

/// Which images a command works on.
struct DatasetChoice {
  let workspace: Workspace

  /// The command line's data set, else the profile's own: the embedded images for `smoke` and `quick`,
  /// CIFAR-10 for the others.
  var name: DatasetName {
    get throws {
      if let dataset = workspace.dataset { return try DatasetName(parsing: dataset) }
      switch workspace.profile {
      case .smoke, .quick: return .embedded
      case .standard, .paper: return .cifar10
      }
    }
  }

  /// The profile with its images, whose hash is that of the whole training set.
  func setting() throws -> Setting {
    let name = try name
    let path = workspace.dataPath ?? (name == .embedded ? nil : workspace.folder(of: name).path)
    let images = try loadDataset(name: name.rawValue, path: path, limit: nil, split: .train)
    return Setting(
      profile: workspace.profile,
      dataset: DatasetReference(name: name.rawValue, path: path, sha256: images.sha256))
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
