/// h(r) = r^2 / 2 for |r| < d and d |r| - d^2 / 2 beyond, and its derivative; of equation 10, and alone.
struct HuberFunction: Sendable {
  /// d, where the parabola becomes a line; infinity for a parabola.
  let threshold: Double

  func value(_ r: Double) -> Double {
    let distance = abs(r)
    return distance < threshold
      ? distance * distance / 2 : threshold * distance - threshold * threshold / 2
  }

  /// r, no further from 0 than d.
  func derivative(_ r: Double) -> Double { min(max(r, -threshold), threshold) }
}
