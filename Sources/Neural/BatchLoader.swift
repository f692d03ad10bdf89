import Kernels

/// Fills the network's input with normalized images: which ones, and how augmented, follows from
/// the step alone.
struct BatchLoader {
  private let images: ImageSet
  /// Images in use.
  let count: Int
  private let specification: TrainingSpecification
  /// The number for each byte, per channel.
  private let table: [Float]
  private var order: [Int] = []
  private var orderEpoch = -1

  init(_ specification: TrainingSpecification, images: ImageSet) throws {
    (self.specification, self.images) = (specification, images)
    count = specification.dataset.limit ?? images.count
    guard count >= 1, count <= images.count else {
      throw NeuralError.images(found: "\(images.count)", expected: "\(max(count, 1)) or more")
    }
    let classes = specification.network.classes
    if let label = images.labels[..<count].first(where: { Int($0) >= classes }) {
      throw NeuralError.images(found: "label \(label)", expected: "labels below \(classes)")
    }
    table = Self.table(specification.dataset.normalization, images, count)
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

  /// The epoch, from 0, of the first image of step `step` (from 0).
  func epoch(of step: Int) -> Int { step * specification.batchSize / count }

  /// Loads the batch of training step `step` (from 0).
  mutating func load(
    step: Int, into map: FeatureMap, labels: UnsafeMutablePointer<UInt8>
  ) {
    var stream = RandomStream(seed: specification.seed, name: "augmentation.\(step)")
    for n in 0..<specification.batchSize {
      let position = step * specification.batchSize + n
      let image = index(position / count, position % count)
      var (dx, dy, isFlipped) = (0, 0, false)
      if specification.augmentation == .cropFlip {
        dx = stream.nextInt(below: 9) - 4
        dy = stream.nextInt(below: 9) - 4
        isFlipped = stream.nextUInt32() & 1 == 1
      }
      labels[n] = images.labels[image]
      copy(image, to: n, of: map, dx: dx, dy: dy, isFlipped: isFlipped)
    }
  }

  private mutating func index(_ epoch: Int, _ position: Int) -> Int {
    guard specification.shuffle else { return position }
    if epoch != orderEpoch {
      var stream = RandomStream(seed: specification.seed, name: "shuffle.\(epoch)")
      order = stream.nextPermutation(of: count)
      orderEpoch = epoch
    }
    return order[position]
  }

  /// Copies image `image` of `source` (the training images by default), shifted by (dx, dy) over
  /// black, then mirrored.
  func copy(
    _ image: Int, from source: ImageSet? = nil, to n: Int, of map: FeatureMap, dx: Int = 0,
    dy: Int = 0, isFlipped: Bool = false
  ) {
    (source ?? images).images.withUnsafeBufferPointer { bytes in
      let base = image * ImageSet.bytesPerImage
      for y in 0..<32 {
        let to = map.values + map.grid.position(n, y, 0) * map.stride
        let row = y + dy
        for x in 0..<32 {
          let column = (isFlipped ? 31 - x : x) + dx
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
