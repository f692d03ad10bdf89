import Foundation
import Neural

/// A file of torchvision's VGG16 weights by its path and its hash.
public struct WeightsReference: Sendable, Codable {
  public var path: String
  public var sha256: String

  /// What the file is called among a run's inputs.
  public static let inputName = "vgg16-imagenet"

  public init(path: String, sha256: String) { (self.path, self.sha256) = (path, sha256) }

  public var file: URL { URL(fileURLWithPath: path) }

  /// That no file was named, and how to come by one.
  public static let absent = NeuralError.file(
    "IMAGENET_WEIGHTS", found: "no file named",
    expected: "torchvision's VGG16 weights IMAGENET1K_V1 as safetensors, for the profile paper",
    next: "Convert them with the two lines of Python in Docs/Paper.md, then name the file with "
      + "--imagenet-weights or IMAGENET_WEIGHTS.")
}
