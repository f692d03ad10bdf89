import Kernels

/// Fills the network's input with normalized images: which ones, and how augmented, follows from
/// the step alone.
struct BatchLoader {
  private struct Placement {
    var image: Int
    var dx = 0
    var dy = 0
    var isFlipped = false
  }

  private let images: ImageSet
  let plan: BatchPlan
  private let specification: TrainingSpecification
  /// The number for each byte, per channel.
  private let table: [Float]
  private var placements: [Placement] = []
  private var order: [Int] = []
  private var orderEpoch = -1

  init(_ specification: TrainingSpecification, images: ImageSet) throws {
    (self.specification, self.images) = (specification, images)
    let count = specification.dataset.limit ?? images.count
    guard count >= 1, count <= images.count else {
      throw NeuralError.images(found: "\(images.count)", expected: "\(max(count, 1)) or more")
    }
    try Self.requireLabels(of: images.labels[..<count], classes: specification.network.classes)
    plan = specification.batches(of: count)
    table = Self.table(specification.dataset.normalization, images, count)
  }

  static func requireLabels(
    of labels: ArraySlice<UInt8>, classes: Int
  ) throws(NeuralError) {
    if let label = labels.first(where: { Int($0) >= classes }) {
      throw .images(found: "label \(label)", expected: "labels below \(classes)")
    }
  }

  private static func table(
    _ rule: DatasetSpecification.Normalization, _ images: ImageSet, _ count: Int
  ) -> [Float] {
    var table = [Float](repeating: 0, count: 768)
    for channel in 0..<3 {
      var (offset, scale) = (127.5, 127.5)
      if rule == .perChannel {
        // Integer sums are exact, whatever their order.
        var (sum, squares) = (0, 0)
        for n in 0..<count {
          let start = n * ImageSet.bytesPerImage + channel * 1024
          for byte in images.images[start..<start + 1024] {
            sum += Int(byte)
            squares += Int(byte) * Int(byte)
          }
        }
        let total = Double(count * 1024)
        offset = Double(sum) / total
        let variance = Double(squares) / total - offset * offset
        scale = max(variance, 1e-12).squareRoot()
      }
      for byte in 0..<256 { table[channel * 256 + byte] = Float((Double(byte) - offset) / scale) }
    }
    return table
  }

  /// Loads the batch of training step `step` (from 0); `map` has as many images as it.
  mutating func load(
    step: Int, into map: FeatureMap, labels: UnsafeMutablePointer<UInt8>, pool: WorkerPool
  ) {
    // The draws are made in the order of the images, before these are copied side by side.
    var stream = RandomStream(seed: specification.seed, name: "augmentation.\(step)")
    placements.removeAll(keepingCapacity: true)
    for (n, position) in plan.positions(of: step).enumerated() {
      var placement = Placement(image: index(plan.epoch(of: step), position))
      if specification.augmentation == .cropFlip {
        placement.dx = stream.nextInt(below: 9) - 4
        placement.dy = stream.nextInt(below: 9) - 4
        placement.isFlipped = stream.nextUInt32() & 1 == 1
      }
      labels[n] = images.labels[placement.image]
      placements.append(placement)
    }
    copy(placements, from: images, into: map, pool)
  }

  /// Loads the images `range` of another set, as they are; `map` has as many images as these.
  func load(_ source: ImageSet, _ range: Range<Int>, into map: FeatureMap, pool: WorkerPool) {
    copy(range.map { Placement(image: $0) }, from: source, into: map, pool)
  }

  private mutating func index(_ epoch: Int, _ position: Int) -> Int {
    guard specification.shuffle else { return position }
    if epoch != orderEpoch {
      var stream = RandomStream(seed: specification.seed, name: "shuffle.\(epoch)")
      order = stream.nextPermutation(of: plan.images)
      orderEpoch = epoch
    }
    return order[position]
  }

  private func copy(
    _ placements: [Placement], from source: ImageSet, into map: FeatureMap, _ pool: WorkerPool
  ) {
    precondition(
      map.grid.images == placements.count,
      "Batch: \(placements.count) images, expected the \(map.grid.images) of its map.")
    pool.forEachRange(of: placements.count) { range in
      for n in range { copy(placements[n], from: source, to: n, of: map) }
    }
  }

  /// Copies an image, shifted by (dx, dy) over black, then mirrored.
  private func copy(_ placement: Placement, from source: ImageSet, to n: Int, of map: FeatureMap) {
    source.images.withUnsafeBufferPointer { bytes in
      let base = placement.image * ImageSet.bytesPerImage
      for y in 0..<32 {
        let to = map.values + map.grid.position(n, y, 0) * map.stride
        let row = y + placement.dy
        for x in 0..<32 {
          let column = (placement.isFlipped ? 31 - x : x) + placement.dx
          let isInside = (0..<32).contains(row) && (0..<32).contains(column)
          for c in 0..<3 {
            let byte = isInside ? Int(bytes[base + c * 1024 + row * 32 + column]) : 0
            to[x * map.stride + c] = table[c * 256 + byte]
          }
        }
      }
    }
  }
}
