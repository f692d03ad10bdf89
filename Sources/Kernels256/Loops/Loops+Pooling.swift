import Kernels

extension Loops {
  @inline(never)
  package func forward(
    _ kernel: Pooling, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>,
    images: Range<Int>, maximum: Bool
  ) {
    let (input, output, stride) = (kernel.input, kernel.output, kernel.stride)
    let (right, down) = (stride, input.rowStride &* stride)
    for n in images {
      for row in 0..<output.height {
        var from = x + input.position(n, 2 &* row, 0) &* stride
        var to = y + output.position(n, row, 0) &* stride
        for _ in 0..<output.width {
          forEachVector(of: stride) { c in
            let (a, b) = (load(from, c), load(from, right &+ c))
            let (d, e) = (load(from, down &+ c), load(from, down &+ right &+ c))
            if maximum {
              let m = a.replacing(with: b, where: wins(b, over: a))
              let k = d.replacing(with: e, where: wins(e, over: d))
              store(m.replacing(with: k, where: wins(k, over: m)), to, c)
            } else {
              store((a + b + d + e) * 0.25, to, c)
            }
          }
          from += 2 &* stride
          to += stride
        }
      }
    }
  }

  @inline(never)
  package func backward(
    _ kernel: Pooling, input x: UnsafePointer<Float>, gradient g: UnsafePointer<Float>,
    inputGradient: UnsafeMutablePointer<Float>, images: Range<Int>, maximum: Bool, finish: Finish
  ) {
    for n in images { clearEdges(kernel, inputGradient, image: n) }
    if maximum {
      finish.run(
        Spreading(
          kernel: kernel, shares: ToLargest(kernel: kernel, x: x), g: g, to: inputGradient,
          images: images))
    } else {
      finish.run(
        Spreading(kernel: kernel, shares: Evenly(), g: g, to: inputGradient, images: images))
    }
  }

  private func clearEdges(_ kernel: Pooling, _ gradient: UnsafeMutablePointer<Float>, image n: Int)
  {
    let input = kernel.input
    func clear(_ y: Int, _ x: Int) {
      let at = input.position(n, y, x) * kernel.stride
      for c in 0..<kernel.stride { gradient[at + c] = 0 }
    }
    if input.height % 2 == 1 { for x in 0..<input.width { clear(input.height - 1, x) } }
    if input.width % 2 == 1 { for y in 0..<input.height { clear(y, input.width - 1) } }
  }

  @inline(never)
  package func forward(
    _ kernel: AdaptivePooling, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>,
    images: Range<Int>
  ) {
    let (input, size, stride) = (kernel.input, kernel.size, kernel.stride)
    let (channels, area) = (kernel.channels, size &* size)
    for n in images {
      for i in 0..<size {
        let rows = kernel.bounds(i, input.height)
        for j in 0..<size {
          let columns = kernel.bounds(j, input.width)
          let pixels = Vector(repeating: Float(rows.count &* columns.count))
          let to = y + (n &* kernel.outputStride &+ i &* size &+ j)
          forEachVector(of: stride) { c in
            var sum = Vector()
            for row in rows {
              let at = input.position(n, row, columns.lowerBound) &* stride &+ c
              for column in 0..<columns.count { sum += load(x, at &+ column &* stride) }
            }
            let mean = sum / pixels
            for lane in 0..<min(Vector.scalarCount, channels &- c) {
              to[(c &+ lane) &* area] = mean[lane]
            }
          }
        }
      }
    }
  }

  @inline(never)
  package func backward(
    _ kernel: AdaptivePooling, gradient g: UnsafePointer<Float>,
    inputGradient: UnsafeMutablePointer<Float>, images: Range<Int>, finish: Finish
  ) {
    let (input, size, stride) = (kernel.input, kernel.size, kernel.stride)
    for n in images {
      for row in 0..<input.height {
        let at = inputGradient + input.position(n, row, 0) &* stride
        for index in 0..<input.width &* stride { at[index] = 0 }
      }
      for i in 0..<size {
        let rows = kernel.bounds(i, input.height)
        for j in 0..<size {
          let columns = kernel.bounds(j, input.width)
          let area = Float(rows.count &* columns.count)
          let from = g + (n &* kernel.outputStride &+ i &* size &+ j)
          for row in rows {
            for column in columns {
              let at = input.position(n, row, column) &* stride
              for c in 0..<kernel.channels {
                inputGradient[at &+ c] += from[c &* size &* size] / area
              }
            }
          }
        }
      }
      for row in 0..<input.height {
        apply(
          finish, to: inputGradient, at: input.position(n, row, 0) * stride, pixels: input.width,
          stride: stride, channels: stride, bias: nil)
      }
    }
  }
}

/// How the gradient of an output is shared by its four pixels, the first of which is at index `i`.
private protocol Shares {
  func callAsFunction(_ gradient: Vector, _ i: Int) -> (
    Vector, Vector, Vector, Vector
  )
}

private struct Evenly: Shares {
  @inline(__always)
  func callAsFunction(_ gradient: Vector, _ i: Int) -> (
    Vector, Vector, Vector, Vector
  ) {
    let quarter = gradient * 0.25
    return (quarter, quarter, quarter, quarter)
  }
}

/// Where the maximum so far gives way to the next value: that is larger, or not a number, which stays
/// once it is there, as in PyTorch.
@inline(__always)
private func wins(_ next: Vector, over largest: Vector) -> VectorMask {
  (next .> largest) .| (next .!= next)
}

private struct ToLargest: Shares {
  let kernel: Pooling
  let x: UnsafePointer<Float>

  @inline(__always)
  func callAsFunction(_ v: Vector, _ i: Int) -> (
    Vector, Vector, Vector, Vector
  ) {
    let none = Vector()
    let (right, down) = (kernel.stride, kernel.input.rowStride &* kernel.stride)
    let (a, b) = (load(x, i), load(x, i &+ right))
    let (d, e) = (load(x, i &+ down), load(x, i &+ down &+ right))
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
          forEachVector(of: stride) { c in
            let i = at &+ c
            let (a, b, d, e) = shares(load(from, c), i)
            rule.write(a, to, i)
            rule.write(b, to, i &+ right)
            rule.write(d, to, i &+ down)
            rule.write(e, to, i &+ down &+ right)
          }
          at &+= 2 &* stride
          from += stride
        }
      }
    }
  }
}
