import Kernels
import Neural
import Testing

/// Both widths of vectors leave the same bits, and one is chosen by name.
@Suite struct VectorsTests {
  /// Whole runs of every kind of network, with any number of threads.
  @Test(.enabled(if: Vectors.bits512 != nil, "this processor has no vectors of 512 bits"))
  func widthsLeaveTheSameBits() throws {
    var stream = RandomStream(seed: 5, name: "vectors.images")
    let bytes = (0..<24 * ImageSet.bytesPerImage).map { _ in
      UInt8(truncatingIfNeeded: stream.nextUInt32())
    }
    let labels = (0..<24).map { _ in UInt8(stream.nextInt(below: 10)) }
    let images = ImageSet(images: bytes, labels: labels, sha256: "random")
    let wide = try #require(Vectors.bits512)
    for (index, run) in TrainingCanaries.specifications(steps: 3, batchSize: { 5 + $0 })
      .enumerated()
    {
      var results: [(weights: Safetensors, losses: [UInt64])] = []
      for (vectors, threads) in [(Vectors.bits256, 1), (wide, 1 + index % 3)] {
        let trainer = try Trainer(
          run.specification, images: images, threads: threads, vectors: vectors)
        var losses: [UInt64] = []
        while trainer.completedSteps < trainer.totalSteps {
          let step = try trainer.step()
          losses += [step.loss.bitPattern, step.l1Norm.bitPattern]
        }
        results.append((trainer.weights(), losses))
      }
      #expect(results[0].losses == results[1].losses, "\(run.name)")
      for (name, tensor) in results[0].weights.tensors {
        #expect(tensor.bytes == results[1].weights.tensors[name]?.bytes, "\(run.name), \(name)")
      }
    }
  }

  @Test(.enabled(if: Vectors.bits512 != nil, "this processor has no vectors of 512 bits"))
  func rowsThatFillNoWideVectorTakeTheNarrowOnes() throws {
    let both = try #require(Vectors.bits512)
    #expect(both.kernels(8).lanes == 8)
    #expect(both.kernels(16, 24).lanes == 8)
    #expect(both.kernels(16, 48).lanes == 16)
    #expect(both.kernels().lanes == 16)
    #expect(both.width == "512" && Vectors.bits256.width == "256")
  }

  @Test func aProcessorWithoutWideVectorsSaysSo() {
    let text = CPUFeatureError.wideVectors.description
    #expect(text.hasSuffix("expected avx512f, avx512vl, avx512dq. Use --vectors 256."))
  }
}
