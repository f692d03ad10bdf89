import Foundation
import Kernels

/// The images that come with the program: the first 5,000 training and 1,000 test images of
/// Fashion-MNIST, so that the `smoke` and `quick` profiles need no download.
public enum EmbeddedImages {
  /// The folder inside the module's resource bundle.
  ///
  /// - Throws: `DatasetError.missing` when the program was moved away from its resources.
  public static func folder() throws(DatasetError) -> URL {
    let name = "fashion-mnist-subset"
    // `Bundle.module` traps when the bundle is gone, so its places are tried first.
    let bundle = "nonsmooth_Datasets.resources"
    let places = [
      Bundle.main.bundleURL, Bundle.main.executableURL?.deletingLastPathComponent(),
      Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent(),
    ].compactMap { $0 }
    for place in places {
      let folder = place.appendingPathComponent(bundle).appendingPathComponent(name)
      if FileManager.default.fileExists(atPath: folder.path) { return folder }
    }
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Resources").appendingPathComponent(name)
    if FileManager.default.fileExists(atPath: source.path) { return source }
    throw .missing(
      (places.first ?? source).appendingPathComponent(bundle).appendingPathComponent(name).path,
      expected: "the folder that `swift build` puts beside the program",
      nextStep: "Run the program from the .build folder, or copy \(bundle) beside it.")
  }

  static func load(limit: Int?, split: DatasetSplit) throws(DatasetError) -> ImageSet {
    try FashionMNIST.load(folder: folder(), limit: limit, split: split, name: "embedded")
  }
}
