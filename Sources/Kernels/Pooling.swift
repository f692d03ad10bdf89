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
              // Not-a-number wins, as in PyTorch: the comparison is false for it.
              let m = a.replacing(with: b, where: .!(b .<= a))
              let k = d.replacing(with: e, where: .!(e .<= d))
              store8(m.replacing(with: k, where: .!(k .<= m)), to, c)
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

  /// Spreads the gradient evenly, or to the first pixel that holds the maximum.
  ///
  /// - Parameter mask: When given, only pixels whose value there is positive receive it.
  @inline(never)
  package func backward(
    input x: UnsafePointer<Float>, gradient g: UnsafePointer<Float>,
    inputGradient: UnsafeMutablePointer<Float>, images: Range<Int>, maximum: Bool, rectified: Bool
  ) {
    let (right, down) = (stride, input.rowStride * stride)
    for n in images {
      for row in 0..<output.height {
        var at = input.position(n, 2 * row, 0) * stride
        var from = g + output.position(n, row, 0) * stride
        for _ in 0..<output.width {
          var c = 0
          while c < stride {
            let i = at + c
            let v = load8(from, c)
            let (a, b) = (load8(x, i), load8(x, i + right))
            let (d, e) = (load8(x, i + down), load8(x, i + down + right))
            let none = SIMD8<Float>()
            var (ga, gb, gd, ge) = (none, none, none, none)
            if maximum {
              let useB = .!(b .<= a)
              let m = a.replacing(with: b, where: useB)
              let useE = .!(e .<= d)
              let k = d.replacing(with: e, where: useE)
              let lower = .!(k .<= m)
              let top = v.replacing(with: none, where: lower)
              let bottom = none.replacing(with: v, where: lower)
              ga = top.replacing(with: none, where: useB)
              gb = none.replacing(with: top, where: useB)
              gd = bottom.replacing(with: none, where: useE)
              ge = none.replacing(with: bottom, where: useE)
            } else {
              let quarter = v * 0.25
              (ga, gb, gd, ge) = (quarter, quarter, quarter, quarter)
            }
            if rectified {
              ga = none.replacing(with: ga, where: a .> 0)
              gb = none.replacing(with: gb, where: b .> 0)
              gd = none.replacing(with: gd, where: d .> 0)
              ge = none.replacing(with: ge, where: e .> 0)
            }
            store8(ga, inputGradient, i)
            store8(gb, inputGradient, i + right)
            store8(gd, inputGradient, i + down)
            store8(ge, inputGradient, i + down + right)
            c += 8
          }
          at += 2 * stride
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
          for c in 0..<channels {
            var sum: Float = 0
            for row in rows {
              for column in columns { sum += x[input.position(n, row, column) * stride + c] }
            }
            to[c * size * size] = sum / area
          }
        }
      }
    }
  }

  @inline(never)
  package func backward(
    gradient g: UnsafePointer<Float>, input x: UnsafePointer<Float>,
    inputGradient: UnsafeMutablePointer<Float>, images: Range<Int>, rectified: Bool
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
              for c in 0..<channels where !rectified || x[at + c] > 0 {
                inputGradient[at + c] += from[c * size * size] / area
              }
            }
          }
        }
      }
    }
  }
}

/// The 8 floats at `pointer + index`, which needs no alignment. Each file of kernels has its own copy,
/// since debug builds do not inline across files.
@inline(__always)
private func load8(_ pointer: UnsafePointer<Float>, _ index: Int) -> SIMD8<Float> {
  UnsafeRawPointer(pointer + index).loadUnaligned(as: SIMD8<Float>.self)
}

/// Writes 8 floats to `pointer + index`, which needs no alignment.
@inline(__always)
private func store8(_ value: SIMD8<Float>, _ pointer: UnsafeMutablePointer<Float>, _ index: Int) {
  UnsafeMutableRawPointer(pointer + index).storeBytes(of: value, as: SIMD8<Float>.self)
}
