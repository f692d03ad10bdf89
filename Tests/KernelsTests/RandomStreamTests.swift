import Kernels
import Testing

@Suite struct RandomStreamTests {
  /// Counter, key and result as in the known-answer tests that its authors publish with Random123.
  @Test(arguments: [
    (
      SIMD4<UInt32>(repeating: 0), SIMD2<UInt32>(repeating: 0),
      SIMD4<UInt32>(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)
    ),
    (
      SIMD4(repeating: UInt32.max), SIMD2(repeating: UInt32.max),
      SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
    ),
    (
      SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), SIMD2(0xa409_3822, 0x299f_31d0),
      SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
    )
  ])
  func philoxGivesThePublishedValues(
    counter: SIMD4<UInt32>, key: SIMD2<UInt32>, expected: SIMD4<UInt32>
  ) {
    #expect(RandomStream.philox4x32(counter: counter, key: key) == expected)
  }

  @Test func streamsDependOnSeedAndNameAlone() {
    var (a, b) = (RandomStream(seed: 7, name: "a"), RandomStream(seed: 7, name: "a"))
    var (c, d) = (RandomStream(seed: 7, name: "b"), RandomStream(seed: 8, name: "a"))
    let first = (0..<9).map { _ in a.nextUInt32() }
    _ = (0..<100).map { _ in c.nextUInt32() }
    #expect(first == (0..<9).map { _ in b.nextUInt32() })
    #expect(first != (0..<9).map { _ in d.nextUInt32() })
  }

  @Test func permutationHoldsEachIndexOnce() {
    var stream = RandomStream(seed: 3, name: "permutation")
    let order = stream.nextPermutation(of: 1000)
    #expect(order.sorted() == Array(0..<1000))
    #expect(order != Array(0..<1000))
  }

  @Test func normalNumbersHaveMean0AndVariance1() {
    var stream = RandomStream(seed: 5, name: "normal")
    let values = (0..<50_000).flatMap { _ in
      let (a, b) = stream.nextNormalPair()
      return [a, b]
    }
    let mean = values.reduce(0, +) / 1e5
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 1e5
    // Five standard errors of 100,000 draws.
    #expect(abs(mean) < 0.016)
    #expect(abs(variance - 1) < 0.023)
  }
}
