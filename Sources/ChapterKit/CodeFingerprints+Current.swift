import Convex
import Datasets
import Experiments
import Foundation
import Kernels
import Neural

extension CodeFingerprints {
  /// What the code of this program computes, by running every canary that `cache` does not know.
  ///
  /// **Cost**: some tenths of a second the first time in a process without a cache, then nothing.
  ///
  /// - Throws: `CPUFeatureError`, or what a canary throws, such as `DatasetError.missing`.
  public static func current(
    numerics: Numerics, cache: CanaryCache? = nil
  ) throws -> CodeFingerprints {
    try CPUFeatures.require()
    func known(
      _ name: String, _ own: @autoclosure () -> Result<[String: String], any Error>
    ) throws -> [String: String] {
      try cache?.digests(of: name) { try own().get() } ?? own().get()
    }
    let training: CodeFingerprint
    let canaries = try known("portable", portable).merging(images.get()) { own, _ in own }
    switch numerics {
    case .portable:
      training = CodeFingerprint(
        revision: CodeRevision.training, numerics: numerics.rawValue, canaries: canaries)
    case .native:
      // The canaries see the bits; the names say where they come from.
      let kernel = "\(numerics.rawValue), \(OpenBLAS.configuration), kernel \(OpenBLAS.kernelName)"
      training = CodeFingerprint(
        revision: CodeRevision.training, numerics: kernel,
        canaries: canaries.merging(try known(kernel, native)) { own, _ in own })
    }
    return CodeFingerprints([
      "training": training,
      "convex": CodeFingerprint(
        revision: CodeRevision.convex, canaries: try known("convex", convex))
    ])
  }

  private static let portable = Result { try digests(TrainingCanaries.portable) }
  /// Never kept: the files that it reads are no part of the program.
  private static let images = Result { try digests([chosenImages]) }
  private static let native = Result { try digests(TrainingCanaries.native) }
  private static let convex = Result { try digests(ConvexCanaries.all) }

  /// The first so many images of a set, as a training run asks for them. What the whole set holds is not
  /// for a canary: its SHA-256, taken after reading, is among the inputs of every run.
  private static let chosenImages = Canary("images.loading") { bits in
    let images = try loadDataset(name: "embedded", path: nil, limit: 5, split: .train)
    bits.add(images.labels)
    bits.add(images.images)
  }

  /// The digest of each canary, by name; they run side by side, and none depends on another.
  public static func digests(_ canaries: [Canary]) throws -> [String: String] {
    try CPUFeatures.require()
    let results = Results(count: canaries.count)
    DispatchQueue.concurrentPerform(iterations: canaries.count) { index in
      results.set(index, Result { CodeFingerprint.digest(of: try canaries[index].bits()) })
    }
    var digests: [String: String] = [:]
    for (canary, result) in zip(canaries, results.all) {
      let previous = digests.updateValue(try result!.get(), forKey: canary.name)
      precondition(previous == nil, "Canary '\(canary.name)': declared twice, expected once.")
    }
    return digests
  }

  /// What several threads fill in.
  private final class Results: @unchecked Sendable {
    private let lock = NSLock()
    private var values: [Result<String, any Error>?]

    init(count: Int) { values = Array(repeating: nil, count: count) }

    func set(_ index: Int, _ value: Result<String, any Error>) {
      lock.withLock { values[index] = value }
    }

    var all: [Result<String, any Error>?] { lock.withLock { values } }
  }
}
