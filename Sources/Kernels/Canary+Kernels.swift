extension Canary {
  /// What both training and the convex problems take from this module: random numbers and elementary
  /// functions.
  public static let kernels: [Canary] = [
    Canary("random.uniform") { bits in
      var stream = RandomStream(seed: 42, name: "canary.uniform")
      for _ in 0..<9 { bits.add(stream.nextUInt32()) }
      for _ in 0..<5 { bits.add(stream.nextUniform()) }
      for _ in 0..<5 { bits.add(stream.nextUniform(in: -3...0.5)) }
      for bound in 1..<9 { bits.add(stream.nextInt(below: bound)) }
    },
    Canary("random.normal") { bits in
      var stream = RandomStream(seed: 42, name: "canary.normal")
      for _ in 0..<9 {
        let pair = stream.nextNormalPair()
        bits.add([pair.0, pair.1])
      }
    },
    Canary("random.permutation") { bits in
      var stream = RandomStream(seed: 42, name: "canary.permutation")
      bits.add(stream.nextPermutation(of: 23))
    },
    function("exp") { [Elementary.exp($0)] },
    function("log") {
      let x = abs($0)
      return [Elementary.log(x), Double(Elementary.log(Float(x))), Elementary.logOnePlus(x)]
    },
    function("erf") { [Elementary.erf($0), Elementary.erfc($0)] },
    function("cosine") { [Elementary.cosPi($0)] },
    function("power") { x in (0..<5).map { Elementary.power(x, $0) } }
  ]

  /// A function on a grid of both signs that reaches its small and its large arguments.
  package static func function(
    _ name: String, _ body: @escaping @Sendable (Double) -> [Double]
  ) -> Canary {
    Canary("elementary.\(name)") { bits in
      for step in -24...24 {
        let x = Double(step) / 7
        for argument in [x, x * x * x, x / 4096] where argument != 0 { bits.add(body(argument)) }
      }
    }
  }
}
