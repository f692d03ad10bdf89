/// What a convolution, a linear layer or a pooling does to a sum before it is written.
package enum Finish {
  case none
  /// max(v, 0)
  case rectify
  /// v Phi(v), its derivative Phi(v) + v phi(v) going to the pointer, laid out like the output.
  case gelu(derivative: UnsafeMutablePointer<Float>)
  /// v where the mask (laid out like the output) is positive, otherwise 0: ReLU's gradient.
  case mask(UnsafePointer<Float>)
  /// v times the factor (laid out like the output): GELU's gradient.
  case scale(UnsafePointer<Float>)
}
