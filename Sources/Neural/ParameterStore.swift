import Kernels

/// All trainable parameters in one run of memory, and their gradients in another.
package final class ParameterStore {
  /// Norms are summed over blocks of this many floats, then block after block.
  static let block = 4096

  package private(set) var parameters: [Parameter] = []
  /// Floats of the values, and of the gradients, whole vectors of either width.
  package private(set) var count = 0
  package private(set) var gradientCount = 0
  private var valueBuffer = AlignedBuffer(count: 0)
  private var gradientBuffer = AlignedBuffer(count: 0)
  private var blocks: [Block] = []
  private var partialNorms: [Double] = []
  private let vectors: Vectors
  var kernels: any VectorKernels { vectors.kernels() }

  /// Some of the values, and where the gradient of the first of them lies.
  private struct Block {
    var range: Range<Int>
    var gradient: Int
    /// Where the gradient is kept once for several columns: how, and the parameter's own start.
    var columns: (RepeatedColumns, start: Int)?
  }

  package init(vectors: Vectors = .current) { self.vectors = vectors }

  package var values: UnsafeMutablePointer<Float> { valueBuffer.pointer }
  package var gradients: UnsafeMutablePointer<Float> { gradientBuffer.pointer }

  func add(_ parameter: Parameter) {
    parameters.append(parameter)
    count += (parameter.count + 15) / 16 * 16
    gradientCount += (parameter.gradientCount + 15) / 16 * 16
  }

  /// Allocates the memory, once all parameters are added.
  package func allocate() {
    valueBuffer = AlignedBuffer(count: count)
    gradientBuffer = AlignedBuffer(count: gradientCount)
    for parameter in parameters {
      parameter.attach(values: valueBuffer, gradients: gradientBuffer)
    }
    blocks = cut()
    partialNorms = [Double](repeating: 0, count: blocks.count)
  }

  /// Parameters with gradients of their own size are cut as one, each other by itself.
  private func cut() -> [Block] {
    var blocks: [Block] = []
    var (first, firstGradient) = (0, 0)
    func add(_ range: Range<Int>, _ gradient: Int, _ columns: RepeatedColumns? = nil) {
      for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.block) {
        blocks.append(
          Block(
            range: start..<min(start + Self.block, range.upperBound),
            gradient: columns == nil ? gradient + start - range.lowerBound : gradient,
            columns: columns.map { ($0, start: range.lowerBound) }))
      }
    }
    for p in parameters {
      guard case .repeated(let columns) = p.layout else { continue }
      add(first..<p.offset, firstGradient)
      // A multiple of 16, padding included.
      first = p.offset + (p.count + 15) / 16 * 16
      firstGradient = p.gradientOffset + (p.gradientCount + 15) / 16 * 16
      add(p.offset..<first, p.gradientOffset, columns)
    }
    add(first..<count, firstGradient)
    return blocks
  }

  /// Runs `body` on every block and adds up what it returns, in the order of the blocks.
  private func sum(_ pool: WorkerPool, _ body: (Block) -> Double) -> Double {
    partialNorms.withUnsafeMutableBufferPointer { norms in
      nonisolated(unsafe) let norms = norms
      pool.forEachRange(of: norms.count) { indices in
        for index in indices { norms[index] = body(blocks[index]) }
      }
    }
    var total = 0.0
    for norm in partialNorms { total += norm }
    return total
  }

  /// Runs an optimizer's `body` on every block and adds up what it returns, in the order of the blocks.
  ///
  /// - Parameter body: `range` of the values, and where the gradient of the first of them lies.
  func update(
    _ pool: WorkerPool,
    _ body: (_ range: Range<Int>, _ gradient: UnsafePointer<Float>) -> Double
  ) -> Double {
    sum(pool) { block in
      let kept = gradients + block.gradient
      guard let (columns, start) = block.columns else { return body(block.range, kept) }
      return withUnsafeTemporaryAllocation(of: Float.self, capacity: Self.block) { scratch in
        columns.expand(
          kept, block.range.lowerBound - start..<block.range.upperBound - start,
          into: scratch.baseAddress!)
        return body(block.range, scratch.baseAddress!)
      }
    }
  }

  /// sum |w| over all parameters, in Double.
  package func l1Norm(_ pool: WorkerPool) -> Double { l1Norm(of: values, pool) }

  /// The same of a twin of the values, such as an optimizer's averages.
  func l1Norm(of twin: UnsafePointer<Float>, _ pool: WorkerPool) -> Double {
    sum(pool) { kernels.norm(twin + $0.range.lowerBound, count: $0.range.count) }
  }
}
