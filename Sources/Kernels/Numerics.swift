/// Who computes the large matrix products of a training run.
public enum Numerics: String, Codable, Sendable, CaseIterable {
  /// The kernels of this module: the same bits on every machine of an architecture.
  case portable
  /// OpenBLAS, from a stated size on: bits that depend on its version and on the kernel that it picks
  /// for the processor. Everything else stays as in `portable`.
  case native
}
