import Support

/// Which network: the narrow CIFAR networks vgg11, vgg13, vgg19, or torchvision's vgg16.
///
/// `widthMultiplier`, `hidden` and `dropout` apply to vgg16 only.
public struct NetworkSpecification: Codable, Sendable, Equatable {
  public enum Architecture: String, Codable, Sendable, CaseIterable {
    case vgg11, vgg13, vgg19, vgg16
  }
  public enum Activation: String, Codable, Sendable, CaseIterable { case relu, gelu }
  public enum Pooling: String, Codable, Sendable, CaseIterable { case average, max }

  public var architecture: Architecture
  public var activation: Activation
  public var batchNorm: Bool
  public var pooling: Pooling
  /// Channels are torchvision's times this, rounded down.
  public var widthMultiplier: Double
  public var hidden: Int
  public var classes: Int
  public var dropout: Double

  /// - Parameter pooling: By default max for vgg16 and average for the others.
  public init(
    _ architecture: Architecture, activation: Activation = .relu, batchNorm: Bool = false,
    pooling: Pooling? = nil, widthMultiplier: Double = 1, hidden: Int = 4096, classes: Int = 10,
    dropout: Double = 0.5
  ) {
    (self.architecture, self.activation, self.batchNorm) = (architecture, activation, batchNorm)
    self.pooling = pooling ?? (architecture == .vgg16 ? .max : .average)
    (self.widthMultiplier, self.hidden, self.classes) = (widthMultiplier, hidden, classes)
    self.dropout = dropout
  }

  public init(from decoder: any Decoder) throws {
    let fields = try FieldReader(
      decoder,
      known: [
        "architecture", "activation", "batchNorm", "pooling", "widthMultiplier", "hidden",
        "classes", "dropout"
      ])
    let architecture: Architecture = try fields.choice("architecture")
    self.init(
      architecture, activation: try fields.choice("activation", default: .relu),
      batchNorm: try fields.value("batchNorm", default: false),
      pooling: try fields.choice("pooling", default: architecture == .vgg16 ? .max : .average),
      widthMultiplier: try fields.value("widthMultiplier", default: 1),
      hidden: try fields.value("hidden", default: 4096),
      classes: try fields.value("classes", default: 10),
      dropout: try fields.value("dropout", default: 0.5))
  }

  /// Output channels of the convolutions; 0 stands for pooling.
  public var widths: [Int] {
    switch architecture {
    case .vgg11: [16, 0, 32, 0, 32, 32, 0, 64, 64, 0, 64, 64, 0]
    case .vgg13: [16, 16, 0, 32, 32, 0, 32, 32, 0, 64, 64, 0, 64, 64, 0]
    case .vgg19:
      [16, 16, 0, 32, 32, 0, 32, 32, 32, 32, 0, 64, 64, 64, 64, 0, 64, 64, 64, 64, 0]
    case .vgg16:
      [64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0]
        .map { Int(Double($0) * widthMultiplier) }
    }
  }

  var ranges: [FieldRange] {
    [
      .number("network.widthMultiplier", widthMultiplier, 1.0 / 64...16),
      .whole("network.hidden", hidden, 1...65536), .whole("network.classes", classes, 2...65536),
      .number("network.dropout", dropout, 0...0.9999)
    ]
  }
}
