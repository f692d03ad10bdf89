import Kernels
import Kernels256
import TestSupport
import Testing

@Suite struct MultiplyAddPeakTests {
  @Test(arguments: [0, 1, 2, 9], [Float(0.5), 0.1])
  func everyLaneOfEverySumTakesEveryRound(rounds: Int, factor: Float) {
    let loops = Loops()
    var total: Float = 0
    for start in 1...MultiplyAddPeak.sums {
      var sum = Float(start)
      for _ in 0..<rounds { sum = (1 as Float).addingProduct(sum, factor) }
      total += Float(loops.lanes) * sum
    }
    expectClose(loops.multiplyAdds(rounds: rounds, factor: factor), total, .float)
  }
}
