import Kernels

/// All trainable parameters in one run of memory, and their gradients in another.
package final class ParameterStore {
  /// Norms are summed over blocks of this many floats, then block after block.
  static let block = 4096

  package private(set) var parameters: [Parameter] = []
  package private(set) var count = 0
  private var valueBuffer = AlignedBuffer(count: 0)
  private var gradientBuffer = AlignedBuffer(count: 0)
  private var partialNorms: [Double] = []

  private let vectors: Vectors
  /// All ranges of the store are whole vectors of either width.
  var kernels: any VectorKernels { vectors.kernels() }

  package init(vectors: Vectors = .current) { self.vectors = vectors }

  package var values: UnsafeMutablePointer<Float> { valueBuffer.pointer }
  package var gradients: UnsafeMutablePointer<Float> { gradientBuffer.pointer }

  func add(_ parameter: Parameter) {
    parameters.append(parameter)
    count += parameter.count
  }

  /// Allocates the memory, once all parameters are added.
  package func allocate() {
    valueBuffer = AlignedBuffer(count: count)
    gradientBuffer = AlignedBuffer(count: count)
    for parameter in parameters {
      parameter.attach(values: valueBuffer, gradients: gradientBuffer)
    }
    partialNorms = [Double](repeating: 0, count: (count + Self.block - 1) / Self.block)
  }

  /// Runs `body` on every block and adds up what it returns, in the order of the blocks.
  func sum(_ pool: WorkerPool, _ body: (Range<Int>) -> Double) -> Double {
    partialNorms.withUnsafeMutableBufferPointer { norms in
      nonisolated(unsafe) let norms = norms
      pool.forEachRange(of: norms.count) { blocks in
        for block in blocks {
          norms[block] = body(block * Self.block..<min((block + 1) * Self.block, count))
        }
      }
    }
    var total = 0.0
    for norm in partialNorms { total += norm }
    return total
  }

  /// sum |w| over all parameters, in Double.
  package func l1Norm(_ pool: WorkerPool) -> Double {
    sum(pool) { kernels.norm(values, $0) }
  }
}
