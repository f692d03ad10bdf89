extension RandomStream {
  /// Two independent standard normal numbers, by the polar method.
  public mutating func nextNormalPair() -> (Double, Double) {
    while true {
      let u = 2 * nextUniform() - 1
      let v = 2 * nextUniform() - 1
      let s = u * u + v * v
      if s > 0 && s < 1 {
        let factor = (-2 * Elementary.log(s) / s).squareRoot()
        return (u * factor, v * factor)
      }
    }
  }

  /// A random permutation of 0 ..< `count` (Fisher and Yates).
  public mutating func nextPermutation(of count: Int) -> [Int] {
    var result = Array(0..<count)
    for i in stride(from: count - 1, to: 0, by: -1) { result.swapAt(i, nextInt(below: i + 1)) }
    return result
  }
}
