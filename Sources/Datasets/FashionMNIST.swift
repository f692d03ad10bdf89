import Foundation
import Kernels

/// Reads Fashion-MNIST, or any set in MNIST's four files, gzip'd or not.
///
/// **Shapes**: gray 28 x 28 images are padded with two zero rows and columns on each side to 32 x 32
/// and repeated to 3 channels, so that the CIFAR-10 networks take them.
public enum FashionMNIST {
  static let side = 28
  static let classes = 10

  /// The files of `split`: images, then labels. A plain file goes before its `.gz`.
  ///
  /// - Throws: `DatasetError.missing`.
  public static func files(
    in folder: URL, split: DatasetSplit
  ) throws(DatasetError) -> (images: URL, labels: URL) {
    let prefix = split == .train ? "train" : "t10k"
    func find(_ name: String) throws(DatasetError) -> URL {
      for ending in ["", ".gz"] {
        let file = folder.appendingPathComponent(name + ending)
        if FileManager.default.fileExists(atPath: file.path) { return file }
      }
      throw .missing(
        folder.appendingPathComponent(name).path, expected: "an IDX file, plain or .gz",
        nextStep: "Run make data DATASET=fashion-mnist, or give its folder with --data-path "
          + "(make: DATA_PATH=).")
    }
    return (try find("\(prefix)-images-idx3-ubyte"), try find("\(prefix)-labels-idx1-ubyte"))
  }

  static func load(
    folder: URL, limit: Int?, split: DatasetSplit, name: String = "fashionMNIST"
  ) throws(DatasetError) -> ImageSet {
    let files = try files(in: folder, split: split)
    let images = try IDXFile(contentsOf: files.images, axes: 3)
    let labels = try IDXFile(contentsOf: files.labels, axes: 1)
    guard images.shape[1] == side, images.shape[2] == side else {
      throw .wrongSize(
        files.images.path, found: images.shape[1] * images.shape[2],
        expected: "\(side * side) an image (\(side) x \(side))")
    }
    guard images.shape[0] == labels.shape[0] else {
      throw .countsDiffer(files.labels.path, images: images.shape[0], labels: labels.shape[0])
    }
    if let bad = labels.bytes.firstIndex(where: { $0 >= classes }) {
      throw .labelOutOfRange(
        files.labels.path, image: bad, label: Int(labels.bytes[bad]), classes: classes)
    }
    let count = limit ?? labels.bytes.count
    guard count >= 1, count <= labels.bytes.count else {
      throw .limitOutOfRange(name, limit: count, images: labels.bytes.count)
    }
    return try ImageSet.limited(
      name, images: padded(images.bytes, count: count), labels: Array(labels.bytes.prefix(count)),
      limit: nil)
  }

  /// `count` images of 28 x 28 as 3 x 32 x 32.
  static func padded(_ gray: [UInt8], count: Int) -> [UInt8] {
    let margin = (32 - side) / 2
    let plane = 32 * 32
    var images = [UInt8](repeating: 0, count: count * ImageSet.bytesPerImage)
    images.withUnsafeMutableBytes { target in
      gray.withUnsafeBytes { source in
        for image in 0..<count {
          for row in 0..<side {
            let line = UnsafeRawBufferPointer(
              rebasing: source[(image * side + row) * side..<(image * side + row + 1) * side])
            for channel in 0..<3 {
              let start =
                image * ImageSet.bytesPerImage + channel * plane + (row + margin) * 32 + margin
              UnsafeMutableRawBufferPointer(rebasing: target[start..<start + side])
                .copyMemory(from: line)
            }
          }
        }
      }
    }
    return images
  }
}
