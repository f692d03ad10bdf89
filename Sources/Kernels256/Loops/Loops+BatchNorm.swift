import Kernels

extension Loops {
  /// Calls `body` for each channel's first vector of a row, for four vectors at once where so many are
  /// left: one sum alone would wait for itself.
  @inline(__always)
  private func forEachColumn(
    of stride: Int, _ one: (_ channel: Int) -> Void, _ four: (_ channel: Int) -> Void
  ) {
    let step = Vector.scalarCount
    var c = 0
    while c &+ 4 &* step <= stride {
      four(c)
      c &+= 4 &* step
    }
    while c < stride {
      one(c)
      c &+= step
    }
  }

  /// Writes four vectors side by side.
  @inline(__always)
  private func put(
    _ a: Vector, _ b: Vector, _ c: Vector, _ d: Vector, _ to: UnsafeMutablePointer<Float>
  ) {
    store(a, to, 0)
    store(b, to, Vector.scalarCount)
    store(c, to, 2 &* Vector.scalarCount)
    store(d, to, 3 &* Vector.scalarCount)
  }

  @inline(never)
  package func statistics(
    _ kernel: BatchNormKernel, _ x: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>,
    chunks: Range<Int>
  ) {
    let (stride, positions, l) = (kernel.stride, kernel.grid.positions, Vector.scalarCount)
    for chunk in chunks {
      let pixels = kernel.pixels(chunk)
      let count = Vector(repeating: Float(pixels.count))
      let (means, squares) = (scratch + 2 &* chunk &* stride, scratch + (2 &* chunk &+ 1) &* stride)
      @inline(__always)
      func add(_ v: Vector, _ mean: Vector, to sum: inout Vector) {
        let d = v - mean
        sum = sum.addingProduct(d, d)
      }
      forEachColumn(of: stride) { c in
        var sum = Vector()
        for p in pixels { sum += load(x, Int(positions[p]) &* stride &+ c) }
        let mean = sum / count
        var square = Vector()
        for p in pixels { add(load(x, Int(positions[p]) &* stride &+ c), mean, to: &square) }
        store(mean, means, c)
        store(square, squares, c)
      } _: { c in
        var (s0, s1, s2, s3) = (Vector(), Vector(), Vector(), Vector())
        for p in pixels {
          let at = x + (Int(positions[p]) &* stride &+ c)
          s0 += load(at, 0)
          s1 += load(at, l)
          s2 += load(at, 2 &* l)
          s3 += load(at, 3 &* l)
        }
        let (m0, m1, m2, m3) = (s0 / count, s1 / count, s2 / count, s3 / count)
        (s0, s1, s2, s3) = (Vector(), Vector(), Vector(), Vector())
        for p in pixels {
          let at = x + (Int(positions[p]) &* stride &+ c)
          add(load(at, 0), m0, to: &s0)
          add(load(at, l), m1, to: &s1)
          add(load(at, 2 &* l), m2, to: &s2)
          add(load(at, 3 &* l), m3, to: &s3)
        }
        put(m0, m1, m2, m3, means + c)
        put(s0, s1, s2, s3, squares + c)
      }
    }
  }

  @inline(never)
  package func combine(
    _ kernel: BatchNormKernel, _ scratch: UnsafePointer<Float>, channels: Range<Int>,
    means: UnsafeMutablePointer<Double>, squares: UnsafeMutablePointer<Double>
  ) {
    let (stride, chunks) = (kernel.stride, kernel.chunks)
    var c = channels.lowerBound
    while c < channels.upperBound {
      var (mean, square) = (SIMD8<Double>(), SIMD8<Double>())
      var count: Double = 0
      for chunk in 0..<chunks {
        let n = Double(kernel.pixels(chunk).count)
        let total = count + n
        let from = scratch + (2 &* chunk &* stride &+ c)
        let delta = widened(load8(from, 0)) - mean
        let gain = delta * n
        mean += gain / total
        let spread = delta * delta * count * n
        square += widened(load8(from, stride)) + spread / total
        count = total
      }
      put(mean, means + c)
      put(square, squares + c)
      c &+= 8
    }
  }

  @inline(never)
  package func normalize(
    _ kernel: BatchNormKernel, _ x: UnsafePointer<Float>, mean: UnsafePointer<Float>,
    scale: UnsafePointer<Float>, shift: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>,
    pixels: Range<Int>, finish: Finish
  ) {
    finish.run(
      NormalizingLoop(
        positions: kernel.grid.positions, stride: kernel.stride, x: x, mean: mean, scale: scale,
        shift: shift, output: output, pixels: pixels))
  }

  @inline(never)
  package func gradientSums(
    _ kernel: BatchNormKernel, _ x: UnsafePointer<Float>, mean: UnsafePointer<Float>,
    gradient g: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>, chunks: Range<Int>
  ) {
    let (stride, positions, l) = (kernel.stride, kernel.grid.positions, Vector.scalarCount)
    for chunk in chunks {
      let pixels = kernel.pixels(chunk)
      let (sums, products) = (
        scratch + 2 &* chunk &* stride, scratch + (2 &* chunk &+ 1) &* stride
      )
      @inline(__always)
      func add(_ at: Int, _ m: Vector, _ sum: inout Vector, _ product: inout Vector) {
        let v = load(g, at)
        sum += v
        product = product.addingProduct(v, load(x, at) - m)
      }
      forEachColumn(of: stride) { c in
        let m = load(mean, c)
        var (sum, product) = (Vector(), Vector())
        for p in pixels { add(Int(positions[p]) &* stride &+ c, m, &sum, &product) }
        store(sum, sums, c)
        store(product, products, c)
      } _: { c in
        let (m0, m1) = (load(mean, c), load(mean, c &+ l))
        let (m2, m3) = (load(mean, c &+ 2 &* l), load(mean, c &+ 3 &* l))
        var (s0, s1, s2, s3) = (Vector(), Vector(), Vector(), Vector())
        var (p0, p1, p2, p3) = (Vector(), Vector(), Vector(), Vector())
        for p in pixels {
          let at = Int(positions[p]) &* stride &+ c
          add(at, m0, &s0, &p0)
          add(at &+ l, m1, &s1, &p1)
          add(at &+ 2 &* l, m2, &s2, &p2)
          add(at &+ 3 &* l, m3, &s3, &p3)
        }
        put(s0, s1, s2, s3, sums + c)
        put(p0, p1, p2, p3, products + c)
      }
    }
  }

  @inline(never)
  package func totals(
    _ kernel: BatchNormKernel, _ scratch: UnsafePointer<Float>, channels: Range<Int>,
    sums: UnsafeMutablePointer<Double>, products: UnsafeMutablePointer<Double>
  ) {
    let (stride, chunks) = (kernel.stride, kernel.chunks)
    var c = channels.lowerBound
    while c < channels.upperBound {
      var (sum, product) = (SIMD8<Double>(), SIMD8<Double>())
      for chunk in 0..<chunks {
        let from = scratch + (2 &* chunk &* stride &+ c)
        sum += widened(load8(from, 0))
        product += widened(load8(from, stride))
      }
      put(sum, sums + c)
      put(product, products + c)
      c &+= 8
    }
  }

  @inline(__always)
  private func put(_ value: SIMD8<Double>, _ to: UnsafeMutablePointer<Double>) {
    UnsafeMutableRawPointer(to).storeBytes(of: value, as: SIMD8<Double>.self)
  }

  @inline(never)
  package func inputGradient(
    _ kernel: BatchNormKernel, _ x: UnsafePointer<Float>, mean: UnsafePointer<Float>,
    scale: UnsafePointer<Float>, a: UnsafePointer<Float>, b: UnsafePointer<Float>,
    gradient g: UnsafeMutablePointer<Float>, pixels: Range<Int>
  ) {
    let (stride, positions) = (kernel.stride, kernel.grid.positions)
    for p in pixels {
      let at = Int(positions[p]) &* stride
      forEachVector(of: stride) { c in
        let centered = load(x, at &+ c) - load(mean, c)
        let rest = (load(g, at &+ c) - load(a, c)).addingProduct(-centered, load(b, c))
        store(load(scale, c) * rest, g, at &+ c)
      }
    }
  }
}

private struct NormalizingLoop: FinishedLoop {
  let positions: UnsafePointer<Int32>
  let stride: Int
  let x: UnsafePointer<Float>
  let mean: UnsafePointer<Float>
  let scale: UnsafePointer<Float>
  let shift: UnsafePointer<Float>
  let output: UnsafeMutablePointer<Float>
  let pixels: Range<Int>

  @inline(never)
  func run<Rule: FinishRule>(_ rule: Rule) {
    for p in pixels {
      let at = Int(positions[p]) &* stride
      forEachVector(of: stride) { c in
        let centered = load(x, at &+ c) - load(mean, c)
        rule.write(load(shift, c).addingProduct(centered, load(scale, c)), output, at &+ c)
      }
    }
  }
}
