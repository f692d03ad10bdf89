import Foundation
import Support

/// What `data list` says of one data set.
public struct DatasetListing: Sendable, Codable, Equatable {
  /// As typed on the command line.
  public var name: String
  public var folder: String
  public var isPresent: Bool
  /// Files and their bytes, when present.
  public var files: Int
  public var bytes: Int
  /// Where it is published; empty for the embedded images.
  public var source: String
}

/// What `data verify` found.
public struct DatasetVerification: Sendable, Codable, Equatable {
  public var name: String
  public var folder: String
  public var trainImages: Int
  public var testImages: Int
  /// Content hashes, as runs record them.
  public var trainSHA256: String
  public var testSHA256: String
  /// `"official"` when every file has the published checksum; `"unknown"` when it could be read but
  /// is not the published one, which no result should be published from.
  public var origin: String
  /// One sentence for each file that differs from the published one.
  public var differences: [String]
}

extension DatasetName {
  /// One line for each data set; `folder(name)` overrides where it is looked for.
  public static func list(folder: (DatasetName) -> URL? = { _ in nil }) -> [DatasetListing] {
    allCases.map { name in
      let place =
        folder(name) ?? (name == .embedded ? try? EmbeddedImages.folder() : nil)
        ?? name.defaultFolder
      let files = name.files(in: place)
      let sizes = files.map {
        (try? FileManager.default.attributesOfItem(atPath: $0.path))?[.size] as? Int ?? 0
      }
      return DatasetListing(
        name: name.commandLineName, folder: place.path, isPresent: !files.isEmpty,
        files: files.count, bytes: sizes.reduce(0, +),
        source: DatasetSource.of(name)?.baseURL.absoluteString ?? "")
    }
  }

  /// Reads the whole set and compares its files with the published checksums.
  ///
  /// - Parameter path: The folder; nil for the default.
  /// - Throws: What `loadDataset` throws when a file is missing or malformed.
  public func verify(path: String? = nil) throws(DatasetError) -> DatasetVerification {
    let train = try loadDataset(name: rawValue, path: path, limit: nil, split: .train)
    let test = try loadDataset(name: rawValue, path: path, limit: nil, split: .test)
    let folder =
      self == .embedded
      ? try EmbeddedImages.folder() : path.map { URL(fileURLWithPath: $0) } ?? defaultFolder
    let differences = try unpublished(in: folder)
    return DatasetVerification(
      name: commandLineName, folder: folder.path, trainImages: train.count, testImages: test.count,
      trainSHA256: train.sha256, testSHA256: test.sha256,
      origin: differences.isEmpty ? "official" : "unknown", differences: differences)
  }

  /// The files of both splits; empty when one is missing.
  func files(in folder: URL) -> [URL] {
    do throws(DatasetError) {
      switch self {
      case .cifar10:
        return try CIFAR10.files(in: folder, split: .train)
          + CIFAR10.files(in: folder, split: .test)
      case .fashionMNIST, .embedded:
        let train = try FashionMNIST.files(in: folder, split: .train)
        let test = try FashionMNIST.files(in: folder, split: .test)
        return [train.images, train.labels, test.images, test.labels]
      }
    } catch {
      return []
    }
  }

  /// One sentence for each file of `folder` that differs from the published one, or of which that is not known.
  ///
  /// - Throws: `DatasetError` for a file that cannot be read.
  public func unpublished(in folder: URL) throws(DatasetError) -> [String] {
    switch self {
    case .embedded:
      return try DatasetManifest(archive: "", files: EmbeddedImages.sha256).differences(in: folder)
    case .cifar10:
      guard let manifest = DatasetManifest.read(from: folder) else {
        return [
          "Folder '\(folder.path)': no \(DatasetManifest.fileName), expected the one that a fetch "
            + "writes. Run make data DATASET=cifar10 for the official files."
        ]
      }
      guard manifest.archive == DatasetSource.cifar10.files[0].sha256 else {
        return [
          "Folder '\(folder.path)': unpacked from an archive with SHA-256 \(manifest.archive), "
            + "expected \(DatasetSource.cifar10.files[0].sha256). Fetch it again."
        ]
      }
      return try manifest.differences(in: folder)
    case .fashionMNIST:
      var found: [String] = []
      for file in files(in: folder) {
        let raw = try readBytes(of: file)
        let data =
          raw.starts(with: [0x1f, 0x8b])
          ? try GzipInflater.inflate(raw, of: file.path, limit: FashionMNISTContent.largest) : raw
        let name = file.lastPathComponent.replacing(".gz", with: "").replacing(".idx", with: "-idx")
        let (actual, expected) = (Checksum.sha256(data), FashionMNISTContent.sha256[name] ?? "")
        if actual != expected {
          found.append(
            "File '\(file.path)': content of SHA-256 \(actual), expected \(expected). "
              + "Fetch it again.")
        }
      }
      return found
    }
  }
}
