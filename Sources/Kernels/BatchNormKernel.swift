/// Batch normalization y = gamma (x - m) / sqrt(v + eps) + beta per channel, with its gradients.
///
/// Statistics are taken per chunk of 64 pixels in Float and combined, chunk after chunk, in Double.
package struct BatchNormKernel {
  package let grid: PixelGrid
  package let stride: Int
  static var chunk: Int { 64 }

  package init(grid: PixelGrid, stride: Int) { (self.grid, self.stride) = (grid, stride) }

  package var chunks: Int { (grid.count + Self.chunk - 1) / Self.chunk }
  /// Floats of scratch space: two values per chunk and channel.
  package var scratchCount: Int { 2 * chunks * stride }

  private func pixels(_ chunk: Int) -> Range<Int> {
    chunk * Self.chunk..<min((chunk + 1) * Self.chunk, grid.count)
  }

  /// Mean and sum of squared deviations of each chunk, into `scratch`.
  @inline(never)
  package func statistics(
    _ x: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>, chunks: Range<Int>
  ) {
    for chunk in chunks {
      let pixels = pixels(chunk)
      var c = 0
      while c < stride {
        var sum = SIMD8<Float>()
        for p in pixels { sum += load8(x, Int(grid.positions[p]) &* stride &+ c) }
        let mean = sum / Float(pixels.count)
        var squares = SIMD8<Float>()
        for p in pixels {
          let d = load8(x, Int(grid.positions[p]) &* stride &+ c) - mean
          squares = squares.addingProduct(d, d)
        }
        store8(mean, scratch, 2 * chunk * stride + c)
        store8(squares, scratch, (2 * chunk + 1) * stride + c)
        c += 8
      }
    }
  }

  /// Combines the chunks' statistics: the mean, and the sum of squared deviations from it.
  @inline(never)
  package func combine(_ scratch: UnsafePointer<Float>, channel c: Int) -> (Double, Double) {
    var (count, mean, squares) = (0.0, 0.0, 0.0)
    for chunk in 0..<chunks {
      let n = Double(pixels(chunk).count)
      let delta = Double(scratch[2 * chunk * stride + c]) - mean
      let total = count + n
      mean += delta * n / total
      squares += Double(scratch[(2 * chunk + 1) * stride + c]) + delta * delta * count * n / total
      count = total
    }
    return (mean, squares)
  }

  /// y = finish((x - mean) scale + shift)
  @inline(never)
  package func normalize(
    _ x: UnsafePointer<Float>, mean: UnsafePointer<Float>, scale: UnsafePointer<Float>,
    shift: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>, pixels: Range<Int>,
    finish: Finish
  ) {
    finish.run(
      NormalizingLoop(
        kernel: self, x: x, mean: mean, scale: scale, shift: shift, output: output,
        pixels: pixels))
  }

  private struct NormalizingLoop: FinishedLoop {
    let kernel: BatchNormKernel
    let x: UnsafePointer<Float>
    let mean: UnsafePointer<Float>
    let scale: UnsafePointer<Float>
    let shift: UnsafePointer<Float>
    let output: UnsafeMutablePointer<Float>
    let pixels: Range<Int>

    @inline(never)
    func run<Rule: FinishRule>(_ rule: Rule) {
      let (positions, stride) = (kernel.grid.positions, kernel.stride)
      for p in pixels {
        let at = Int(positions[p]) &* stride
        var c = 0
        while c < stride {
          let centered = load8(x, at &+ c) - load8(mean, c)
          rule.write(load8(shift, c).addingProduct(centered, load8(scale, c)), output, at &+ c)
          c &+= 8
        }
      }
    }
  }

  /// Per chunk, the sums of g and of g (x - mean), into `scratch`.
  @inline(never)
  package func gradientSums(
    _ x: UnsafePointer<Float>, mean: UnsafePointer<Float>, gradient g: UnsafePointer<Float>,
    scratch: UnsafeMutablePointer<Float>, chunks: Range<Int>
  ) {
    for chunk in chunks {
      var c = 0
      while c < stride {
        let m = load8(mean, c)
        var (sum, product) = (SIMD8<Float>(), SIMD8<Float>())
        for p in pixels(chunk) {
          let at = Int(grid.positions[p]) &* stride &+ c
          let v = load8(g, at)
          sum += v
          product = product.addingProduct(v, load8(x, at) - m)
        }
        store8(sum, scratch, 2 * chunk * stride + c)
        store8(product, scratch, (2 * chunk + 1) * stride + c)
        c += 8
      }
    }
  }

  /// Adds up what `gradientSums` left.
  @inline(never)
  package func totals(_ scratch: UnsafePointer<Float>, channel c: Int) -> (Double, Double) {
    var (sum, product) = (0.0, 0.0)
    for chunk in 0..<chunks {
      sum += Double(scratch[2 * chunk * stride + c])
      product += Double(scratch[(2 * chunk + 1) * stride + c])
    }
    return (sum, product)
  }

  /// g := scale (g - a - (x - mean) b), the gradient with respect to x, over g itself.
  @inline(never)
  package func inputGradient(
    _ x: UnsafePointer<Float>, mean: UnsafePointer<Float>, scale: UnsafePointer<Float>,
    a: UnsafePointer<Float>, b: UnsafePointer<Float>, gradient g: UnsafeMutablePointer<Float>,
    pixels: Range<Int>
  ) {
    for p in pixels {
      let at = Int(grid.positions[p]) &* stride
      var c = 0
      while c < stride {
        let centered = load8(x, at &+ c) - load8(mean, c)
        let rest = (load8(g, at &+ c) - load8(a, c)).addingProduct(-centered, load8(b, c))
        store8(load8(scale, c) * rest, g, at &+ c)
        c &+= 8
      }
    }
  }
}
