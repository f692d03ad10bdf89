/// Elementwise kernels over runs of memory, a whole number of vectors of 8 each.
package enum Activations {
  /// g *= factor
  @inline(never)
  package static func multiply(
    _ g: UnsafeMutablePointer<Float>, by factor: UnsafePointer<Float>, range: Range<Int>
  ) {
    var i = range.lowerBound
    while i < range.upperBound {
      store8(load8(g, i) * load8(factor, i), g, i)
      i += 8
    }
  }

  /// to = from * factor
  @inline(never)
  package static func product(
    _ from: UnsafePointer<Float>, _ factor: UnsafePointer<Float>,
    into to: UnsafeMutablePointer<Float>, range: Range<Int>
  ) {
    var i = range.lowerBound
    while i < range.upperBound {
      store8(load8(from, i) * load8(factor, i), to, i)
      i += 8
    }
  }
}
