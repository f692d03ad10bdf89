import Foundation
import Kernels
import Neural
import Support

/// Tiny fixed runs of every kind of network, optimizer and activation, and the SHA-256 of what they
/// leave: equal on every machine of an architecture, for any number of threads and either width of vectors.
package enum BitCheck {
  static let threadCounts = [1, 2, 3, 7, 16]

  package struct Run: Encodable, Equatable {
    var name: String
    /// Of weights.safetensors as `nonsmooth run` would write it.
    var weightsSHA256: String
    /// Of the bits of every step's loss, cross-entropy, L1 norm and number of correct labels.
    var metricsSHA256: String
  }

  package struct Result: Encodable {
    var cpu: String
    var architecture: String
    var threadCounts: [Int]
    /// Bits of the vectors that this processor has.
    var vectors: [String]
    var runs: [Run]
    /// Of all hashes above, in order: two machines agree when this is equal.
    var sha256: String
  }

  package static let runs = TrainingCanaries.specifications(steps: 4) { 5 + $0 % 4 }.map {
    (name: "\($0.name)-\($0.specification.optimizer.name)", specification: $0.specification)
  }

  /// Runs all of them with each number of threads and each width of vectors.
  ///
  /// - Throws: `CommandFailure` with the status of a difference when two of them disagree.
  package static func check(cpu: String, architecture: String) throws -> Result {
    let images = BenchCase.images(24)
    let widths = Vectors.all
    let results = try runs.map { name, specification in
      var first: Run?
      for vectors in widths {
        for threads in threadCounts {
          let run = try hash(name, specification, images, threads: threads, vectors: vectors)
          guard run == first ?? run else {
            throw CommandFailure(
              "Run '\(name)': other bits with \(threads) threads and vectors of \(vectors.width) bits, "
                + "expected those of \(threadCounts[0]) and \(widths[0].width). Run make test.",
              status: .difference)
          }
          first = run
        }
      }
      return first!
    }
    let text = results.map { "\($0.name) \($0.weightsSHA256) \($0.metricsSHA256)\n" }.joined()
    return Result(
      cpu: cpu, architecture: architecture, threadCounts: threadCounts,
      vectors: widths.map(\.width), runs: results,
      sha256: Checksum.sha256(Data(text.utf8)))
  }

  private static func hash(
    _ name: String, _ specification: TrainingSpecification, _ images: ImageSet, threads: Int,
    vectors: Vectors
  ) throws -> Run {
    let trainer = try Trainer(specification, images: images, threads: threads, vectors: vectors)
    var metrics = ""
    while trainer.completedSteps < trainer.totalSteps {
      let step = try trainer.step()
      let bits = [step.loss, step.crossEntropy, step.l1Norm].map {
        String($0.bitPattern, radix: 16)
      }
      metrics += (bits + ["\(step.correct)"]).joined(separator: " ") + "\n"
    }
    return Run(
      name: name, weightsSHA256: Checksum.sha256(try trainer.weights().encoded()),
      metricsSHA256: Checksum.sha256(Data(metrics.utf8)))
  }
}
