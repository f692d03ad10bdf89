import Foundation
import Kernels
import Support

/// Reads CIFAR-10 in its official binary layout.
///
/// A file is a row of records of 3,073 bytes: the label, then the red, green and blue planes of
/// 32 x 32 bytes, row by row. Training images come from whichever `data_batch_<n>.bin` the folder
/// holds, in the order of n; test images from `test_batch.bin`.
///
/// **Source**: Krizhevsky, "Learning multiple layers of features from tiny images" (2009).
public enum CIFAR10 {
  static let bytesPerRecord = 1 + ImageSet.bytesPerImage
  static let classes = 10
  /// The folder inside the official archive.
  static let archiveFolder = "cifar-10-batches-bin"

  /// The files of `split` below `folder`, or below `folder/cifar-10-batches-bin`.
  ///
  /// - Throws: `DatasetError.missing`, or `unreadable` for a folder.
  public static func files(in folder: URL, split: DatasetSplit) throws(DatasetError) -> [URL] {
    for place in [folder, folder.appendingPathComponent(archiveFolder)] {
      let there = try names(in: place)
      let batches = there.compactMap { name in
        name.wholeMatch(of: /data_batch_([0-9]+)\.bin/).flatMap { Int($0.1) }.map { ($0, name) }
      }
      let chosen =
        split == .test
        ? there.filter { $0 == "test_batch.bin" }
        : batches.sorted { $0.0 < $1.0 }.map(\.1)
      if !chosen.isEmpty { return chosen.map { place.appendingPathComponent($0) } }
    }
    let name = split == .train ? "data_batch_1.bin" : "test_batch.bin"
    throw .missing(
      folder.appendingPathComponent(name).path, instead: try contents(of: folder),
      expected: "CIFAR-10's \(split == .train ? "data_batch_<n>.bin" : name)",
      nextStep: "Run make data DATASET=cifar10, or give its folder with --data-path "
        + "(make: DATA_PATH=).")
  }

  static func load(
    folder: URL, limit: Int?, split: DatasetSplit
  ) throws(DatasetError) -> ImageSet {
    var (images, labels): ([UInt8], [UInt8]) = ([], [])
    for file in try files(in: folder, split: split) {
      if let limit, limit > 0, labels.count >= limit { break }
      try append(try readBytes(of: file), of: file.path, images: &images, labels: &labels)
    }
    return try ImageSet.limited("cifar10", images: images, labels: labels, limit: limit)
  }

  /// Adds the images and labels of one file's bytes.
  ///
  /// - Throws: `DatasetError.wrongSize` or `labelOutOfRange`.
  package static func append(
    _ data: [UInt8], of file: String, images: inout [UInt8], labels: inout [UInt8]
  ) throws(DatasetError) {
    guard !data.isEmpty, data.count % bytesPerRecord == 0 else {
      throw .wrongSize(
        file, found: data.count,
        expected: "a multiple of \(bytesPerRecord) (a label and 3072 pixel bytes an image)")
    }
    images.reserveCapacity(images.count + data.count)
    for record in 0..<data.count / bytesPerRecord {
      let start = record * bytesPerRecord
      guard data[start] < classes else {
        throw .labelOutOfRange(file, image: record, label: Int(data[start]), classes: classes)
      }
      labels.append(data[start])
      images += data[(start + 1)..<(start + bytesPerRecord)]
    }
  }
}

extension ImageSet {
  /// The first `limit` images.
  ///
  /// - Throws: `DatasetError.limitOutOfRange`.
  static func limited(
    _ name: String, images: [UInt8], labels: [UInt8], limit: Int?
  ) throws(DatasetError) -> ImageSet {
    let count = limit ?? labels.count
    guard count >= 1, count <= labels.count else {
      throw .limitOutOfRange(name, limit: count, images: labels.count)
    }
    let labels = Array(labels.prefix(count))
    let images =
      count * bytesPerImage == images.count ? images : Array(images.prefix(count * bytesPerImage))
    return ImageSet(
      images: images, labels: labels, sha256: contentHash(labels: labels, images: images))
  }
}
