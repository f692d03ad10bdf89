import Foundation

/// Zeroed Floats on a 64-byte boundary, freed with the object.
///
/// The system hands out zeros page by page as they are first written, to the memory next to the
/// processor that writes: so no thread writes them before the one that needs them.
package final class AlignedBuffer {
  package let pointer: UnsafeMutablePointer<Float>
  package let count: Int
  private let base: UnsafeMutableRawPointer

  /// `count` floats and a guard of 64 more, so that a full vector may be read at the last one.
  package init(count: Int) {
    self.count = count
    guard let base = calloc((count + 64) * 4 + 64, 1) else {
      fatalError("Memory: none for \(count) floats. Use a smaller batch or network.")
    }
    self.base = base
    pointer = base.alignedUp(toMultipleOf: 64).bindMemory(to: Float.self, capacity: count + 64)
  }

  deinit { free(base) }
}
