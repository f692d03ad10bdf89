import Foundation
import Kernels
import Kernels256
import Testing

/// GELU and its derivative against the C library's functions in Double.
@Suite struct FinishTests {
  private func gelu(_ x: [Float]) -> (values: [Float], derivatives: [Float]) {
    let (values, derivatives) = (AlignedBuffer(count: x.count), AlignedBuffer(count: x.count))
    for (index, value) in x.enumerated() { values.pointer[index] = value }
    Loops().apply(
      .gelu(derivative: derivatives.pointer), to: values.pointer, at: 0, pixels: 1,
      stride: x.count, bias: nil)
    func array(_ buffer: AlignedBuffer) -> [Float] {
      Array(UnsafeBufferPointer(start: buffer.pointer, count: x.count))
    }
    return (array(values), array(derivatives))
  }

  /// Phi(x) from erfc has no cancellation for x < 0, where the relative error is what counts.
  @Test func geluIsWithinAFewUnits() {
    let x = (0..<8 * 3000).map { Float(-12 + Double($0) * 0.001) }
    let (values, derivatives) = gelu(x)
    for (index, value) in x.enumerated() {
      let v = Double(value)
      let distribution = erfc(-v / 2.0.squareRoot()) / 2
      let density = exp(-v * v / 2) / (2 * Double.pi).squareRoot()
      let expected = v * distribution
      #expect(
        abs(Double(values[index]) - expected) <= 4e-6 * abs(expected) + 1e-30, "GELU \(value)")
      #expect(
        abs(Double(derivatives[index]) - (distribution + v * density)) <= 5e-7,
        "derivative at \(value)")
    }
  }

  @Test func geluAtTheEnds() {
    let (values, derivatives) = gelu([-200, -14, 0, 14, 200, .infinity, .nan, -0.0])
    #expect(values[0] == 0 && derivatives[0] == 0)
    #expect(values[1] == 0 && derivatives[1] == 0)
    #expect(values[2] == 0 && derivatives[2] == 0.5)
    #expect(values[3...5] == [14, 200, .infinity] && derivatives[3...4] == [1, 1])
    #expect(values[6].isNaN && derivatives[6].isNaN)
  }
}
