/// What the loops compute with here: 16 floats, one 512-bit register of AVX-512.
typealias Vector = SIMD16<Float>
typealias VectorMask = SIMDMask<SIMD16<Int32>>
typealias VectorBits = SIMD16<Int32>

/// Rows of a tile of two vectors a row, whose sums fill the 32 registers of AVX-512: see `MatrixTile`.
let tileRows = 12

/// Calls `body` for each 8 floats of a vector, in order.
@inline(__always)
func forEachEight(of vector: Vector, _ body: (SIMD8<Float>) -> Void) {
  body(vector.lowHalf)
  body(vector.highHalf)
}
