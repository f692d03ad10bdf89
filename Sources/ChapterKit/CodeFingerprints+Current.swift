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
    numerics: Numerics, cache: CanaryCache? = nil,
    threads: Int = ProcessInfo.processInfo.activeProcessorCount
  ) throws -> CodeFingerprints {
    try CPUFeatures.require()
    func known(_ name: String, _ canaries: @autoclosure () -> [Canary]) throws -> [String: String] {
      func own() throws -> [String: String] {
        try memory.digests(of: name) { try digests(canaries(), threads: threads) }
      }
      return try cache?.digests(of: name, compute: own) ?? own()
    }
    let training: CodeFingerprint
    // Never kept in the cache: the files that it reads are no part of the program.
    let images = try memory.digests(of: "images") { try digests([chosenImages], threads: 1) }
    let canaries = try known("portable", TrainingCanaries.portable).merging(images) { own, _ in own
    }
    switch numerics {
    case .portable:
      training = CodeFingerprint(
        revision: CodeRevision.training, numerics: numerics.rawValue, canaries: canaries)
    case .native:
      // The canaries see the bits; the names say where they come from.
      let kernel = "\(numerics.rawValue), \(OpenBLAS.configuration), kernel \(OpenBLAS.kernelName)"
      training = CodeFingerprint(
        revision: CodeRevision.training, numerics: kernel,
        canaries: canaries.merging(try known(kernel, TrainingCanaries.native)) { own, _ in own })
    }
    return CodeFingerprints([
      "training": training,
      "convex": CodeFingerprint(
        revision: CodeRevision.convex, canaries: try known("convex", ConvexCanaries.all))
    ])
  }

  private static let memory = Memory()

  /// What this process has computed already, by the group's name.
  private final class Memory: @unchecked Sendable {
    private let lock = NSLock()
    private var groups: [String: [String: String]] = [:]

    func digests(
      of name: String, compute: () throws -> [String: String]
    ) rethrows -> [String: String] {
      try lock.withLock {
        let digests = try groups[name] ?? compute()
        groups[name] = digests
        return digests
      }
    }
  }

  /// The first so many images of a set, as a training run asks for them. What the whole set holds is not
  /// for a canary: its SHA-256, taken after reading, is among the inputs of every run.
  private static let chosenImages = Canary("images.loading") { bits in
    let images = try loadDataset(name: "embedded", path: nil, limit: 5, split: .train)
    bits.add(images.labels)
    bits.add(images.images)
  }

  /// The digest of each canary, by name; they run side by side, and none depends on another.
  public static func digests(
    _ canaries: [Canary], threads: Int = ProcessInfo.processInfo.activeProcessorCount
  ) throws -> [String: String] {
    try CPUFeatures.require()
    let results = canaries.parallelMap(threads: threads) { canary in
      Result { CodeFingerprint.digest(of: try canary.bits()) }
    }
    var digests: [String: String] = [:]
    for (canary, result) in zip(canaries, results) {
      let previous = digests.updateValue(try result.get(), forKey: canary.name)
      precondition(previous == nil, "Canary '\(canary.name)': declared twice, expected once.")
    }
    return digests
  }
}
