import Foundation
import Kernels
import Support

/// The images that come with the program: the first 5,000 training and 1,000 test images of
/// Fashion-MNIST, so that the `smoke` and `quick` profiles need no download.
public enum EmbeddedImages {
  /// The folder inside the module's resource bundle.
  ///
  /// - Throws: `DatasetError.missing` when the program was moved away from its resources.
  public static func folder() throws(DatasetError) -> URL {
    let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Resources")
    let (name, module) = ("fashion-mnist-subset", "Datasets")
    if let folder = CarriedFolder.find(name, of: module, sources: sources) { return folder }
    let bundle = CarriedFolder.bundle(of: module)
    throw .missing(
      "\(bundle)/\(name)", instead: "the program was moved",
      expected: "the folder that `swift build` puts beside the program",
      nextStep: "Run the program from the .build folder, or copy \(bundle) beside it.")
  }

  /// SHA-256 of the files, as `make-subset.py` writes them.
  static let sha256 = [
    "train-images-idx3-ubyte.gz":
      "30ed3a9237dc530b05e44b2583b5c9cff4f6b4dacd387a02c5dab2522eaf8772",
    "train-labels-idx1-ubyte.gz":
      "a90110cbe81cb027ef2d471c19409bd0db3a77f5c4195d756f52f38dd3cb9201",
    "t10k-images-idx3-ubyte.gz":
      "4dfe4b10393a3d71052654929920f988792269baf4f6da9f736342c20d5417b2",
    "t10k-labels-idx1-ubyte.gz":
      "af7938be5719422e8517551bf2d75db4819f3cf74292f252f03a241bc5e2ba64"
  ]

  static func load(limit: Int?, split: DatasetSplit) throws(DatasetError) -> ImageSet {
    try FashionMNIST.load(folder: folder(), limit: limit, split: split, name: "embedded")
  }
}
