import Kernels

/// y = x Phi(x), with Phi the normal distribution function (the erf form).
///
/// The forward pass leaves the derivative Phi(x) + x phi(x) in the input's values.
package final class GELU: Layer {
  package let name: String
  package let output: FeatureMap
  private let input: FeatureMap

  package init(name: String, input: FeatureMap) {
    (self.name, self.input) = (name, input)
    output = FeatureMap(grid: input.grid, channels: input.channels, sharingGradientsOf: input)
  }

  package func forward(_ pass: Pass) {
    pass.pool.forEachRange(of: input.rows) { rows in
      for row in rows {
        Activations.gelu(
          inputThenDerivative: input.values, output: output.values, range: input.span(ofRow: row))
      }
    }
  }

  package func backward(_ pass: Pass) {
    pass.pool.forEachRange(of: input.rows) { rows in
      for row in rows {
        Activations.multiply(
          output.gradients, by: input.values, range: input.span(ofRow: row))
      }
    }
  }
}
