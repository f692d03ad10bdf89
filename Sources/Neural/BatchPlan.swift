/// How the steps of a run go through its images: each epoch takes every image once, in batches of
/// `batchSize`, and ends with what is left as a short batch.
///
/// **Source**: PyTorch's DataLoader with its default, drop_last=False.
public struct BatchPlan: Codable, Sendable, Hashable {
  /// Images in use, 1 or more for there to be any step.
  public let images: Int
  public let batchSize: Int

  public init(images: Int, batchSize: Int) {
    precondition(
      images >= 0 && batchSize >= 1,
      "Batches of \(batchSize) from \(images) images: expected 1 or more from 0 or more.")
    (self.images, self.batchSize) = (images, batchSize)
  }

  /// ceil(images / batchSize).
  public var stepsPerEpoch: Int { (images + batchSize - 1) / batchSize }

  /// Images of the largest batch: `batchSize`, or all of them where they are fewer.
  public var largestBatch: Int { min(images, batchSize) }

  /// The epoch, from 0, of step `step` (from 0).
  public func epoch(of step: Int) -> Int { step / stepsPerEpoch }

  /// Where the images of step `step` (from 0) stand in the order of its epoch.
  public func positions(of step: Int) -> Range<Int> {
    let first = step % stepsPerEpoch * batchSize
    return first..<min(first + batchSize, images)
  }

  /// How many images the steps `steps` (from 0) take together.
  public func imageCount(of steps: Range<Int>) -> Int {
    func before(_ step: Int) -> Int {
      images == 0 ? 0 : epoch(of: step) * images + step % stepsPerEpoch * batchSize
    }
    return before(steps.upperBound) - before(steps.lowerBound)
  }
}
