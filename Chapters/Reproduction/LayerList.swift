/// A network's layer list in the paper's notation: a number is a convolution's width, `M` a pooling.
struct LayerList {
  let name: String
  let depthInName: Int
  let list: String

  /// Layers with weights: the convolutions, and the linear layer behind them.
  var weightLayers: Int {
    list.split(separator: " ").count { Int($0) != nil } + 1
  }

  /// Figure 2's networks.
  static let figure2 = [
    LayerList(name: "VGG11", depthInName: 11, list: "16 M 32 M 32 32 M 64 64 M 64 64 M"),
    LayerList(name: "VGG13", depthInName: 13, list: "16 16 M 32 32 M 32 32 M 64 64 M 64 64 M"),
    LayerList(
      name: "VGG19", depthInName: 19,
      list: "16 16 M 32 32 M 32 32 32 32 M 64 64 64 64 M 64 64 64 64 M")
  ]
}
