import Foundation
import Kernels
import Support

/// The images of a data set, in file order.
///
/// - Parameters:
///   - name: `"cifar10"`, `"fashionMNIST"` or `"embedded"`.
///   - path: The folder; nil for `DatasetName.defaultFolder`. `"embedded"` ignores it.
///   - limit: The first so many images; nil for all.
/// - Returns: 3 x 32 x 32 bytes an image. `sha256` covers the labels and the images returned, in that
///   order, so that a compressed file and its plain copy give the same.
/// - Throws: `DatasetError`, naming the file, what was found and what was expected.
public func loadDataset(
  name: String, path: String?, limit: Int?, split: DatasetSplit
) throws(DatasetError) -> ImageSet {
  let name = try DatasetName(parsing: name)
  let folder = path.map { URL(fileURLWithPath: $0) } ?? name.defaultFolder
  switch name {
  case .cifar10: return try CIFAR10.load(folder: folder, limit: limit, split: split)
  case .fashionMNIST: return try FashionMNIST.load(folder: folder, limit: limit, split: split)
  case .embedded: return try EmbeddedImages.load(limit: limit, split: split)
  }
}

/// SHA-256, lower-case hexadecimal, of what a set holds: its labels, then its images.
func contentHash(labels: [UInt8], images: [UInt8]) -> String {
  let digest = Checksum.Digest(.sha256)
  labels.withUnsafeBytes { digest.update($0) }
  images.withUnsafeBytes { digest.update($0) }
  return digest.hexadecimal()
}
