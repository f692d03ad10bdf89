// Memory as vectors, without a demand on alignment. What the standard library's generic functions would
// do is spelled out where it matters: code of theirs that this module's instructions got into could be
// merged into the rest of the program, and stop a processor without them.

/// The floats at `pointer + index`, as many as a vector has.
@inline(__always)
func load(_ pointer: UnsafePointer<Float>, _ index: Int) -> Vector {
  UnsafeRawPointer(pointer + index).loadUnaligned(as: Vector.self)
}

/// Writes a vector to `pointer + index`.
@inline(__always)
func store(_ value: Vector, _ pointer: UnsafeMutablePointer<Float>, _ index: Int) {
  UnsafeMutableRawPointer(pointer + index).storeBytes(of: value, as: Vector.self)
}

/// The 8 floats at `pointer + index`.
@inline(__always)
func load8(_ pointer: UnsafePointer<Float>, _ index: Int) -> SIMD8<Float> {
  UnsafeRawPointer(pointer + index).loadUnaligned(as: SIMD8<Float>.self)
}

/// Writes 8 floats to `pointer + index`.
@inline(__always)
func store8(_ value: SIMD8<Float>, _ pointer: UnsafeMutablePointer<Float>, _ index: Int) {
  UnsafeMutableRawPointer(pointer + index).storeBytes(of: value, as: SIMD8<Float>.self)
}

/// The same numbers in Double.
@inline(__always)
func widened(_ v: SIMD8<Float>) -> SIMD8<Double> {
  SIMD8(
    Double(v[0]), Double(v[1]), Double(v[2]), Double(v[3]), Double(v[4]), Double(v[5]),
    Double(v[6]), Double(v[7]))
}

/// Calls `body` for the first channel of each vector of a row of `stride` floats.
@inline(__always)
func forEachVector(of stride: Int, _ body: (_ channel: Int) -> Void) {
  var c = 0
  while c < stride {
    body(c)
    c &+= Vector.scalarCount
  }
}
