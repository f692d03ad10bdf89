import Kernels

/// log(1 + e^z), the smooth stand-in for ReLU.
///
/// Written as max(z, 0) + log(1 + e^-|z|): the exponent is never positive, so that nothing overflows, and
/// `logOnePlus` keeps the digits of a small exponential. For z -> -inf the result is e^z, for z -> inf it is z.
public func softplus(_ z: Double) -> Double {
  max(z, 0) + Elementary.logOnePlus(Elementary.exp(-abs(z)))
}

/// The derivative of `softplus`: 1 / (1 + e^-z), with an exponent that is never positive.
public func logistic(_ z: Double) -> Double {
  let small = Elementary.exp(-abs(z))
  return z >= 0 ? 1 / (1 + small) : small / (1 + small)
}
