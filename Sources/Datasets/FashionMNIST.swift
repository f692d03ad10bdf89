import Foundation
import Kernels

/// Reads Fashion-MNIST, or any set in MNIST's four files, gzip'd or not.
///
/// **Shapes**: gray 28 x 28 images are padded with two zero rows and columns on each side to 32 x 32
/// and repeated to 3 channels, so that the CIFAR-10 networks take them.
public enum FashionMNIST {
  static let side = 28
  static let classes = 10

  /// The files of `split`: images, then labels, both from `folder` or both from one of torchvision's folders below it.
  ///
  /// Each is a plain file, or else a `.gz`, called as MNIST's publisher does, with a dot in place of the second last
  /// hyphen, as mirrors do, or lies in a folder of its own name.
  ///
  /// - Throws: `DatasetError.missing`, or `unreadable` for a folder.
  public static func files(
    in folder: URL, split: DatasetSplit
  ) throws(DatasetError) -> (images: URL, labels: URL) {
    let prefix = split == .train ? "train" : "t10k"
    let kinds = ["images-idx3-ubyte", "labels-idx1-ubyte"].map { "\(prefix)-\($0)" }
    for place in [folder] + torchvisionFolders.map(folder.appendingPathComponent) {
      let found = try kinds.map { name throws(DatasetError) in try find(name, in: place) }
      if let images = found[0], let labels = found[1] { return (images, labels) }
      guard let missing = found.firstIndex(of: nil), found != [nil, nil] else { continue }
      throw try absent(kinds[missing], in: place)
    }
    throw try absent(kinds[0], in: folder)
  }

  private static let torchvisionFolders = ["FashionMNIST/raw", "MNIST/raw", "raw"]

  private static func find(_ name: String, in place: URL) throws(DatasetError) -> URL? {
    let there = Set(try names(in: place))
    for ending in ["", ".gz"] {
      for spelling in [name, name.replacing("-idx", with: ".idx")].map({ $0 + ending })
      where there.contains(spelling) {
        let item = place.appendingPathComponent(spelling)
        var isFolder: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: item.path, isDirectory: &isFolder)
        if !isFolder.boolValue { return item }
        if let inner = try find(name, in: item) { return inner }
      }
    }
    return nil
  }

  private static func absent(_ name: String, in place: URL) throws(DatasetError) -> DatasetError {
    .missing(
      place.appendingPathComponent(name).path, instead: try contents(of: place),
      expected: "an IDX file, plain or .gz",
      nextStep: "Run make data DATASET=fashion-mnist, or give its folder with --data-path "
        + "(make: DATA_PATH=).")
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
