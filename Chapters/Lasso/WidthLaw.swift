import Foundation
import Kernels
import Neural

/// What the penalty alone would do to VGG16 of a given width from He's random weights, by formula.
///
/// The weights of a layer with n inputs are normal with variance 2 / n, so that narrow layers have
/// larger weights; biases are 0. After a reach of r = alpha l1 steps, a weight of deviation s is home with
/// probability erf(r / (s sqrt 2)), and those still on their way have E max(0, |w| - r) =
/// 2 s (phi(r/s) - (r/s) Phi(-r/s)) left.
package struct WidthLaw {
  package let widthMultiplier: Double
  package let hidden: Int
  /// Inputs of one output, and the number of outputs, layer by layer.
  private let layers: [(inputs: Int, outputs: Int)]

  /// VGG16 for images of 32 x 32, its head of 1000 outputs included.
  package init(widthMultiplier: Double, hidden: Int) {
    (self.widthMultiplier, self.hidden) = (widthMultiplier, hidden)
    let widths = NetworkSpecification(.vgg16, widthMultiplier: widthMultiplier).widths
      .filter { $0 > 0 }
    var layers: [(Int, Int)] = []
    var channels = 3
    for width in widths {
      layers.append((9 * channels, width))
      channels = width
    }
    layers += [(49 * channels, hidden), (hidden, hidden), (hidden, 1000)]
    self.layers = layers
  }

  package var parameterCount: Int { layers.reduce(0) { $0 + ($1.inputs + 1) * $1.outputs } }

  /// The share of parameters that are home after a reach of `reach`.
  package func homeShare(reach: Double) -> Double {
    let home = layers.reduce(0.0) { sum, layer in
      let deviation = (2 / Double(layer.inputs)).squareRoot()
      let share = Elementary.erf(reach / (deviation * 2.0.squareRoot()))
      return sum + Double(layer.outputs) * (Double(layer.inputs) * share + 1)
    }
    return home / Double(parameterCount)
  }

  /// sum |w| after `steps` steps of length `d`: as `Magnitudes.norm`, in expectation.
  package func norm(after steps: Int, of d: Double) -> Double {
    let reach = d * Double(steps)
    let left = layers.reduce(0.0) { sum, layer in
      let deviation = (2 / Double(layer.inputs)).squareRoot()
      let z = reach / deviation
      let density = Elementary.exp(-z * z / 2) / (2 * Double.pi).squareRoot()
      let tail = Elementary.erfc(z / 2.0.squareRoot()) / 2
      return sum + Double(layer.inputs * layer.outputs) * 2 * deviation * (density - z * tail)
    }
    return left + homeShare(reach: reach) * Double(parameterCount) * d / 2
  }
}
