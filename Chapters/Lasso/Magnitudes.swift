import Neural

/// The magnitudes |w| of all weights of a network, and what SGD would do to them under the penalty
/// alone.
///
/// Without the loss's gradient each |w| falls by d = alpha l1 a step until it is below d, and then goes back
/// and forth between c and d - c, d / 2 on average.
package struct Magnitudes {
  private let values: [Float]

  /// A second threshold for small weights, beside the paper's.
  static let coarse = 1e-3

  package init(_ weights: Safetensors) {
    values = weights.tensors.keys.sorted().flatMap { name in
      (weights.tensors[name]?.floats ?? []).map(abs)
    }
  }

  package func share(below bound: Double) -> Double { share { Double($0) < bound } }

  package var zeroShare: Double { share { $0 == 0 } }

  private func share(_ isCounted: (Float) -> Bool) -> Double {
    Double(values.count(where: isCounted)) / Double(max(1, values.count))
  }

  /// sum |w| after `steps` steps of length d: |w| - d steps for the weights still on their way, d / 2 for
  /// those that have come home.
  package func norm(after steps: Int, of d: Double) -> Double {
    let reach = d * Double(steps)
    return values.reduce(0) { $0 + (Double($1) > reach ? Double($1) - reach : d / 2) }
  }

  /// The fewest steps of length d after which `norm` is at most `bound`; nil when a million are too few.
  package func steps(toNorm bound: Double, of d: Double) -> Int? {
    var (low, high) = (0, 1_000_000)
    guard norm(after: high, of: d) <= bound else { return nil }
    while low < high {
      let middle = (low + high) / 2
      if norm(after: middle, of: d) <= bound { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
