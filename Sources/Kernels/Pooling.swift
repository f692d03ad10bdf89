/// 2x2 pooling with stride 2 (a last odd row or column is dropped), and adaptive average pooling.
package struct Pooling {
  package let input: PixelGrid
  package let output: PixelGrid
  package let stride: Int

  package init(input: PixelGrid, output: PixelGrid, stride: Int) {
    precondition(
      output.height == input.height / 2 && output.width == input.width / 2,
      "Pooling: output \(output.height) x \(output.width), expected half the input.")
    (self.input, self.output, self.stride) = (input, output, stride)
  }

  /// Means (or largest values) of 2x2 pixels of `images`.
  @inline(never)
  package func forward(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, images: Range<Int>, maximum: Bool
  ) {
    let (right, down) = (stride, input.rowStride * stride)
    for n in images {
      for row in 0..<output.height {
        var from = x + input.position(n, 2 * row, 0) * stride
        var to = y + output.position(n, row, 0) * stride
        for _ in 0..<output.width {
          var c = 0
          while c < stride {
            let (a, b) = (load8(from, c), load8(from, right + c))
            let (d, e) = (load8(from, down + c), load8(from, down + right + c))
            if maximum {
              let m = a.replacing(with: b, where: wins(b, over: a))
              let k = d.replacing(with: e, where: wins(e, over: d))
              store8(m.replacing(with: k, where: wins(k, over: m)), to, c)
            } else {
              store8((a + b + d + e) * 0.25, to, c)
            }
            c += 8
          }
          from += 2 * stride
          to += stride
        }
      }
    }
  }

  /// Spreads the gradient evenly, or to the first pixel that holds the maximum; the pixels of a last
  /// odd row or column get 0.
  @inline(never)
  package func backward(
    input x: UnsafePointer<Float>, gradient g: UnsafePointer<Float>,
    inputGradient: UnsafeMutablePointer<Float>, images: Range<Int>, maximum: Bool, finish: Finish
  ) {
    for n in images { clearEdges(inputGradient, image: n) }
    if maximum {
      finish.run(
        Spreading(
          kernel: self, shares: ToLargest(kernel: self, x: x), g: g, to: inputGradient,
          images: images))
    } else {
      finish.run(Spreading(kernel: self, shares: Evenly(), g: g, to: inputGradient, images: images))
    }
  }

  private func clearEdges(_ gradient: UnsafeMutablePointer<Float>, image n: Int) {
    func clear(_ y: Int, _ x: Int) {
      let at = input.position(n, y, x) * stride
      for c in 0..<stride { gradient[at + c] = 0 }
    }
    if input.height % 2 == 1 { for x in 0..<input.width { clear(input.height - 1, x) } }
    if input.width % 2 == 1 { for y in 0..<input.height { clear(y, input.width - 1) } }
  }
}

/// How the gradient of an output is shared by its four pixels, the first of which is at index `i`.
private protocol Shares {
  func callAsFunction(_ gradient: SIMD8<Float>, _ i: Int) -> (
    SIMD8<Float>, SIMD8<Float>, SIMD8<Float>, SIMD8<Float>
  )
}

private struct Evenly: Shares {
  @inline(__always)
  func callAsFunction(_ gradient: SIMD8<Float>, _ i: Int) -> (
    SIMD8<Float>, SIMD8<Float>, SIMD8<Float>, SIMD8<Float>
  ) {
    let quarter = gradient * 0.25
    return (quarter, quarter, quarter, quarter)
  }
}

/// Where the maximum so far gives way to the next value: that is larger, or not a number, which stays
/// once it is there, as in PyTorch.
@inline(__always)
private func wins(_ next: SIMD8<Float>, over largest: SIMD8<Float>) -> SIMDMask<SIMD8<Int32>> {
  (next .> largest) .| (next .!= next)
}

private struct ToLargest: Shares {
  let kernel: Pooling
  let x: UnsafePointer<Float>

  @inline(__always)
  func callAsFunction(_ v: SIMD8<Float>, _ i: Int) -> (
    SIMD8<Float>, SIMD8<Float>, SIMD8<Float>, SIMD8<Float>
  ) {
    let none = SIMD8<Float>()
    let (right, down) = (kernel.stride, kernel.input.rowStride &* kernel.stride)
    let (a, b) = (load8(x, i), load8(x, i &+ right))
    let (d, e) = (load8(x, i &+ down), load8(x, i &+ down &+ right))
    let useB = wins(b, over: a)
    let m = a.replacing(with: b, where: useB)
    let useE = wins(e, over: d)
    let k = d.replacing(with: e, where: useE)
    let lower = wins(k, over: m)
    let top = v.replacing(with: none, where: lower)
    let bottom = none.replacing(with: v, where: lower)
    return (
      top.replacing(with: none, where: useB), none.replacing(with: top, where: useB),
      bottom.replacing(with: none, where: useE), none.replacing(with: bottom, where: useE)
    )
  }
}

/// Writes the four shares of each output's gradient.
private struct Spreading<Rule: Shares>: FinishedLoop {
  let kernel: Pooling
  let shares: Rule
  let g: UnsafePointer<Float>
  let to: UnsafeMutablePointer<Float>
  let images: Range<Int>

  @inline(never)
  func run<Finishing: FinishRule>(_ rule: Finishing) {
    let (input, output, stride) = (kernel.input, kernel.output, kernel.stride)
    let (right, down) = (stride, input.rowStride &* stride)
    for n in images {
      for row in 0..<output.height {
        var at = input.position(n, 2 * row, 0) * stride
        var from = g + output.position(n, row, 0) * stride
        for _ in 0..<output.width {
          var c = 0
          while c < stride {
            let i = at &+ c
            let (a, b, d, e) = shares(load8(from, c), i)
            rule.write(a, to, i)
            rule.write(b, to, i &+ right)
            rule.write(d, to, i &+ down)
            rule.write(e, to, i &+ down &+ right)
            c &+= 8
          }
          at &+= 2 &* stride
          from += stride
        }
      }
    }
  }
}

/// Adaptive average pooling to S x S, flattened in the order C, H, W.
///
/// Output (i, j) is the mean over rows floor(i H / S) ..< ceil((i + 1) H / S), columns alike.
package struct AdaptivePooling {
  package let input: PixelGrid
  package let channels: Int
  package let stride: Int
  package let size: Int
  /// Distance between the flattened images.
  package let outputStride: Int

  package init(input: PixelGrid, channels: Int, stride: Int, size: Int, outputStride: Int) {
    (self.input, self.channels, self.stride) = (input, channels, stride)
    (self.size, self.outputStride) = (size, outputStride)
  }

  private func bounds(_ i: Int, _ length: Int) -> Range<Int> {
    i * length / size..<((i + 1) * length + size - 1) / size
  }

  @inline(never)
  package func forward(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, images: Range<Int>
  ) {
    for n in images {
      for i in 0..<size {
        let rows = bounds(i, input.height)
        for j in 0..<size {
          let columns = bounds(j, input.width)
          let area = Float(rows.count * columns.count)
          let to = y + n * outputStride + i * size + j
          var c = 0
          while c < channels {
            var sum = SIMD8<Float>()
            for row in rows {
              let at = input.position(n, row, columns.lowerBound) &* stride &+ c
              for column in 0..<columns.count { sum += load8(x, at &+ column &* stride) }
            }
            let mean = sum / area
            for lane in 0..<min(8, channels &- c) {
              to[(c &+ lane) &* size &* size] = mean[lane]
            }
            c += 8
          }
        }
      }
    }
  }

  @inline(never)
  package func backward(
    gradient g: UnsafePointer<Float>, inputGradient: UnsafeMutablePointer<Float>,
    images: Range<Int>, finish: Finish
  ) {
    for n in images {
      for row in 0..<input.height {
        let at = inputGradient + input.position(n, row, 0) * stride
        for index in 0..<input.width * stride { at[index] = 0 }
      }
      for i in 0..<size {
        let rows = bounds(i, input.height)
        for j in 0..<size {
          let columns = bounds(j, input.width)
          let area = Float(rows.count * columns.count)
          let from = g + n * outputStride + i * size + j
          for row in rows {
            for column in columns {
              let at = input.position(n, row, column) * stride
              for c in 0..<channels {
                inputGradient[at + c] += from[c * size * size] / area
              }
            }
          }
        }
      }
      for row in 0..<input.height {
        finish.apply(
          to: inputGradient, at: input.position(n, row, 0) * stride, pixels: input.width,
          stride: stride, bias: nil)
      }
    }
  }
}
