private import COpenBLAS

/// Single-threaded products by OpenBLAS, called from within the units of our own partition.
public enum OpenBLAS {
  /// The kernel that OpenBLAS picked for this processor, e.g. `"Haswell"`.
  public static var kernelName: String { String(cString: openblas_get_corename()) }

  /// How OpenBLAS was built, e.g. `"OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Haswell"`.
  public static var configuration: String { String(cString: openblas_get_config()) }

  /// Holds every later product of this process to the thread that calls it.
  package static func useOneThreadPerCall() { _ = oneThreadPerCall }
  private static let oneThreadPerCall: Void = openblas_set_num_threads(1)

  /// A matrix in row-major order, or the transpose of one.
  package struct Operand {
    fileprivate let pointer: UnsafePointer<Float>
    fileprivate let stride: Int
    fileprivate let order: CBLAS_TRANSPOSE

    /// - Parameters:
    ///   - stride: Floats from one row to the next.
    ///   - isTransposed: Whether the product takes the columns in memory as rows.
    package init(_ pointer: UnsafePointer<Float>, stride: Int, isTransposed: Bool = false) {
      (self.pointer, self.stride) = (pointer, stride)
      order = isTransposed ? CblasTrans : CblasNoTrans
    }
  }

  /// c[i, j] (+)= sum over p < `depth` of a[i, p] b[p, j].
  ///
  /// - Parameter adds: False: c is overwritten, whatever it held. True: the sum is added to it.
  @inline(never)
  package static func multiply(
    _ a: Operand, _ b: Operand, rows: Int, columns: Int, depth: Int,
    into c: UnsafeMutablePointer<Float>, stride: Int, adds: Bool = false
  ) {
    cblas_sgemm(
      CblasRowMajor, a.order, b.order, blasint(rows), blasint(columns), blasint(depth), 1,
      a.pointer, blasint(a.stride), b.pointer, blasint(b.stride), adds ? 1 : 0, c, blasint(stride))
  }
}
