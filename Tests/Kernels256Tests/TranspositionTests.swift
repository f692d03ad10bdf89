import Kernels256
import Testing

/// `transpose` against its definition.
struct TranspositionTests {
  @Test(arguments: [(1, 1), (7, 3), (8, 8), (9, 16), (16, 9), (64, 16), (33, 17)])
  func turnsEveryElementAround(rows: Int, columns: Int) {
    let (fromStride, toStride) = (columns + 2, rows + 5)
    let source = (0..<rows * fromStride).map { Float($0) + 0.5 }
    var target = [Float](repeating: -1, count: columns * toStride)
    transpose(source, fromStride, rows: rows, columns: columns, into: &target, toStride)
    for j in 0..<columns {
      for i in 0..<toStride {
        let expected = i < rows ? source[i * fromStride + j] : -1
        #expect(target[j * toStride + i] == expected, "row \(i), column \(j)")
      }
    }
  }
}
