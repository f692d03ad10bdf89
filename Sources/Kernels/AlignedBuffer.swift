/// Zeroed Floats on a 64-byte boundary, freed with the object.
package final class AlignedBuffer {
  package let pointer: UnsafeMutablePointer<Float>
  package let count: Int

  /// `count` floats and a guard of 64 more, so that a full vector may be read at the last one.
  package init(count: Int) {
    self.count = count
    let raw = UnsafeMutableRawPointer.allocate(byteCount: (count + 64) * 4, alignment: 64)
    pointer = raw.bindMemory(to: Float.self, capacity: count + 64)
    pointer.initialize(repeating: 0, count: count + 64)
  }

  deinit { UnsafeMutableRawPointer(pointer).deallocate() }
}
