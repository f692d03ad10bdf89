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

  /// Eight blocks at once are the same draws, wherever a mask begins; the last begins where the block's number
  /// leaves 32 bits.
  @Test(arguments: [0, 1, 3, 4, 130, 4 * 0xFFFF_FFFD])
  func masksAreTheStreamsDraws(first: Int) {
    let stream = RandomStream(seed: 0x1234_5678_9ABC_DEF0, name: "dropout")
    let (count, limit) = (75, UInt32(0x9000_0000))
    var mask = [Float](repeating: -1, count: count + 1)
    stream.mask(from: first, count: count, limit: limit, kept: 2, into: &mask)
    let expected: [Float] = (first..<first + count).map {
      stream.words(ofBlock: UInt64($0 / 4))[$0 % 4] < limit ? 0 : 2
    }
    #expect(mask == expected + [-1])
    #expect(Set(expected).count == 2)
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
