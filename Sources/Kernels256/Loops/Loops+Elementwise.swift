import Kernels

extension Loops {
  @inline(never)
  package func multiply(
    _ g: UnsafeMutablePointer<Float>, by factor: UnsafePointer<Float>, range: Range<Int>
  ) {
    forEachVector(of: range.count) { i in
      let at = range.lowerBound &+ i
      store(load(g, at) * load(factor, at), g, at)
    }
  }

  @inline(never)
  package func product(
    _ from: UnsafePointer<Float>, _ factor: UnsafePointer<Float>,
    into to: UnsafeMutablePointer<Float>, range: Range<Int>
  ) {
    forEachVector(of: range.count) { i in
      let at = range.lowerBound &+ i
      store(load(from, at) * load(factor, at), to, at)
    }
  }
}
