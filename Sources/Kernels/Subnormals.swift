private import CProcessor

/// Numbers below the smallest normal one, 1.2e-38 in Float, which cost some processors a hundred times as
/// much as others.
package enum Subnormals {
  /// Runs `body` with subnormal operands and results taken as 0 by this thread, and puts the thread's mode
  /// back.
  ///
  /// x86-64 takes a result as subnormal that is so after rounding, arm64 one that is so before: a
  /// result that rounds up to the smallest normal number is kept by the former and lost by the latter.
  ///
  /// **Cost**: some tens of cycles, so that it goes around loops and not into them.
  @inline(never)
  package static func flushed(_ body: () -> Void) {
    let mode = nonsmooth_float_mode()
    nonsmooth_set_float_mode(nonsmooth_flushing(mode))
    body()
    nonsmooth_set_float_mode(mode)
  }

  /// Whether this thread takes them as 0 now.
  package static var areFlushed: Bool {
    let mode = nonsmooth_float_mode()
    return mode == nonsmooth_flushing(mode)
  }
}
