/// Z Z^T for a matrix Z of N rows, each entry summed in the order of the columns.
struct GramMatrix {
  /// N.
  let order: Int
  /// Row by row, N x N, symmetric.
  private(set) var entries: [Double]

  /// - Parameter matrix: Z, row by row.
  init(of matrix: [Double], rows: Int) {
    order = rows
    entries = [Double](repeating: 0, count: rows * rows)
    let columns = matrix.count / rows
    for i in 0..<rows {
      for j in 0...i {
        var sum = 0.0
        for k in 0..<columns { sum += matrix[i * columns + k] * matrix[j * columns + k] }
        entries[i * rows + j] = sum
        entries[j * rows + i] = sum
      }
    }
  }
}

/// Power iteration for the largest eigenvalue of a Gram matrix G, from a fixed vector.
///
/// Fast where a step size is wanted; `SymmetricEigenvalues` gives all of them to the last digits.
struct PowerIteration {
  private let matrix: GramMatrix
  // Unequal entries: a constant vector may be orthogonal to the leading eigenvector of symmetric data.
  private var vector: [Double]

  init(_ matrix: GramMatrix) {
    self.matrix = matrix
    vector = (0..<matrix.order).map { 1 + Double($0) / Double(matrix.order) }
  }

  /// Replaces v by G v / ||G v||, unless G v is 0.
  ///
  /// - Returns: ||G v||, which becomes the eigenvalue from the second step on, and the Rayleigh quotient
  ///   (v . G v) / (v . v).
  mutating func advance() -> (length: Double, quotient: Double) {
    let order = matrix.order
    var image = [Double](repeating: 0, count: order)
    var (along, squared, imageSquared) = (0.0, 0.0, 0.0)
    for i in 0..<order {
      for j in 0..<order { image[i] += matrix.entries[i * order + j] * vector[j] }
      along += vector[i] * image[i]
      squared += vector[i] * vector[i]
      imageSquared += image[i] * image[i]
    }
    let length = imageSquared.squareRoot()
    if length > 0 { vector = image.map { $0 / length } }
    return (length, along / squared)
  }
}
