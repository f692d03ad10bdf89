/// Where the pixels of a batch lie: images, rows and columns, with a frame of zeros around each image.
///
/// The frame (`halo` pixels wide, 1 or 0) lets a 3x3 convolution read beyond the edge, and is never
/// written. Channel c of the pixel at position q of a map with channel stride S is element q S + c.
package final class PixelGrid {
  /// N of the batch at hand, at most `capacity`: a short batch takes the first images, which lie one after the
  /// other, and kernels ask for their number on each call.
  package var images: Int {
    didSet {
      precondition(
        (0...capacity).contains(images),
        "Pixel grid: \(images) images, expected at most the \(capacity) it was made for.")
    }
  }
  /// Images that there is memory for.
  package let capacity: Int
  package let height: Int
  package let width: Int
  package let halo: Int
  /// Position of each pixel, in the order image, row, column; of all images that there is memory for.
  package let positions: UnsafeMutablePointer<Int32>

  /// Real pixels, N H W.
  package var count: Int { images * height * width }
  package var rowStride: Int { width + 2 * halo }
  package var imageStride: Int { (height + 2 * halo) * rowStride }
  /// Positions, the frames included.
  package var storageCount: Int { images * imageStride }

  /// - Parameter listsPositions: False for a grid that only counts, whose `positions` must not be read.
  package init(images: Int, height: Int, width: Int, halo: Int, listsPositions: Bool = true) {
    precondition(halo == 0 || halo == 1, "Pixel grid: halo \(halo), expected 0 or 1.")
    (self.images, capacity, self.height, self.width, self.halo) =
      (images, images, height, width, halo)
    positions = .allocate(capacity: listsPositions ? max(images * height * width, 1) : 1)
    guard listsPositions else { return }
    var index = 0
    for n in 0..<images {
      for y in 0..<height {
        for x in 0..<width {
          positions[index] = Int32(position(n, y, x))
          index += 1
        }
      }
    }
  }

  deinit {
    positions.deallocate()
  }

  /// The position of pixel (`y`, `x`) of image `n`.
  package func position(_ n: Int, _ y: Int, _ x: Int) -> Int {
    n * (height + 2 * halo) * (width + 2 * halo) + (y + halo) * (width + 2 * halo) + x + halo
  }
}
