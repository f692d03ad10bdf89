import Kernels
import Neural
import Testing

/// Gradients against central differences of the loss, in odd sizes.
@Suite struct GradientTests {
  static let networks: [NetworkSpecification] = [
    .init(.vgg11, activation: .gelu), .init(.vgg11, activation: .gelu, batchNorm: true),
    .init(
      .vgg16, activation: .gelu, pooling: .average, widthMultiplier: 1.0 / 16, hidden: 9,
      dropout: 0)
  ]

  @Test(arguments: networks)
  func gradientMatchesCentralDifferences(specification: NetworkSpecification) throws {
    let network = Network(specification, batch: 3)
    network.initialize(.he, seed: 9)
    var stream = RandomStream(seed: 9, name: "input")
    network.input.load((0..<3 * 3072).map { _ in Float(stream.nextUniform(in: -1...1)) })
    let labels: [UInt8] = [1, 7, 3]
    let pass = Pass(pool: WorkerPool(threads: 1), isTraining: true)
    func loss() -> Double {
      network.forward(pass)
      let logits = network.logits
      return CrossEntropy.evaluate(
        logits: logits.values, stride: logits.stride, classes: logits.channels, labels: labels,
        batch: 3, gradient: logits.gradients, pool: pass.pool
      ).loss
    }
    _ = loss()
    network.backward(pass)
    for parameter in network.store.parameters {
      // Along the gradient itself the derivative is its squared norm.
      let values = parameter.unpack(network.store.values)
      let gradient = parameter.gradient
      let squared = gradient.reduce(0.0) { $0 + Double($1) * Double($1) }
      guard squared > 1e-8 else { continue }
      let step = 2e-3 / squared.squareRoot()
      func shifted(_ sign: Double) -> Double {
        parameter.pack(
          zip(values, gradient).map { Float(Double($0) + sign * step * Double($1)) },
          into: network.store.values)
        return loss()
      }
      let slope = (shifted(1) - shifted(-1)) / (2 * step)
      parameter.pack(values, into: network.store.values)
      #expect(
        abs(slope - squared) <= 0.02 * squared + 1e-4 * squared.squareRoot(),
        "\(parameter.name): \(slope), expected \(squared)")
    }
  }
}
