import ChapterKit
import Neural

/// The ImageNet weights that F3 starts from in the profile `paper`.
enum PaperWeights {
  /// The file that the user named, checked against `network` tensor by tensor; nil in the other
  /// profiles, whose networks are too narrow for it, and in a plan without the file.
  ///
  /// - Throws: A sentence on how to come by the file, or the list of what does not fit.
  static func require(
    for setting: Setting, network: NetworkSpecification
  ) throws -> WeightsReference? {
    guard setting.profile == .paper else { return nil }
    guard let weights = setting.imagenetWeights else {
      if setting.isPlan { return nil }
      throw WeightsReference.absent
    }
    try network.requireTensors(of: Safetensors(contentsOf: weights.file))
    return weights
  }
}
