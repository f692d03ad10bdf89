/// What the loops compute with here: 8 floats, one 256-bit register of x86-64 or two of arm64.
typealias Vector = SIMD8<Float>
typealias VectorMask = SIMDMask<SIMD8<Int32>>
typealias VectorBits = SIMD8<Int32>

/// Rows of a tile of two vectors a row, whose sums fill the 16 registers of AVX2: see `MatrixTile`.
let tileRows = 6

/// Calls `body` for each 8 floats of a vector, in order.
@inline(__always)
func forEachEight(of vector: Vector, _ body: (SIMD8<Float>) -> Void) { body(vector) }
