/// Elementwise kernels over runs of memory, a whole number of vectors of 8 each.
package enum Activations {
  /// y = x Phi(x) in the exact (erf) form, and y' = Phi(x) + x phi(x) written over x.
  @inline(never)
  package static func gelu(
    inputThenDerivative x: UnsafeMutablePointer<Float>, output y: UnsafeMutablePointer<Float>,
    range: Range<Int>
  ) {
    var i = range.lowerBound
    while i < range.upperBound {
      let v = load8(x, i)
      let normal = normalVector(v)
      store8(v * normal.distribution, y, i)
      store8(normal.distribution.addingProduct(v, normal.density), x, i)
      i += 8
    }
  }

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
    into to: UnsafeMutablePointer<Float>, count: Int
  ) {
    var i = 0
    while i < count {
      store8(load8(from, i) * load8(factor, i), to, i)
      i += 8
    }
  }

  /// g = 0 where y <= 0
  @inline(never)
  package static func mask(
    _ g: UnsafeMutablePointer<Float>, where y: UnsafePointer<Float>, count: Int
  ) {
    var i = 0
    while i < count {
      store8(SIMD8<Float>().replacing(with: load8(g, i), where: load8(y, i) .> 0), g, i)
      i += 8
    }
  }
}

/// The 8 floats at `pointer + index`, which needs no alignment. Each file of kernels has its own copy,
/// since debug builds do not inline across files.
@inline(__always)
private func load8(_ pointer: UnsafePointer<Float>, _ index: Int) -> SIMD8<Float> {
  UnsafeRawPointer(pointer + index).loadUnaligned(as: SIMD8<Float>.self)
}

/// Writes 8 floats to `pointer + index`, which needs no alignment.
@inline(__always)
private func store8(_ value: SIMD8<Float>, _ pointer: UnsafeMutablePointer<Float>, _ index: Int) {
  UnsafeMutableRawPointer(pointer + index).storeBytes(of: value, as: SIMD8<Float>.self)
}
