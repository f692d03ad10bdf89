import Kernels

/// The loops of all kernels, compiled for this module's `Vector`.
///
/// Whatever the width, each element is computed by the same operations in the same order, so that both
/// widths leave the same bits. Where a row of channels does not end with a whole vector, the narrower
/// module computes it: strides are multiples of 8.
package struct Loops: VectorKernels {
  package init() {}

  package var lanes: Int { Vector.scalarCount }
}
