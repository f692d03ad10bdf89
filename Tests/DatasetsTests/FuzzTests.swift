import Datasets
import Foundation
import Kernels
import TestSupport
import Testing

/// Damaged data sets end in an error of the reader's, never in a crash, and take no more memory than the
/// file explains. Counts of the last `make fuzz` are in Docs/Fuzzing.md.
@Suite(.serialized) struct FuzzTests {
  private static func isRefusal(_ error: any Error) -> Bool { error is DatasetError }

  static let images = idx([3, 4, 4], (0..<48).map { UInt8($0) })
  static let labels = idx([5], [0, 9, 3, 4, 1])

  @Test func damagedIDXFilesAreReadOrRefused() throws {
    try Fuzzing.run(
      "idx", corpus: [Self.images, Self.labels, idx([0, 28, 28], [])], isRefusal: Self.isRefusal
    ) { bytes in
      let axes = bytes.count > 3 && bytes[3] == 1 ? 1 : 3
      let file = try IDXFile(bytes, axes: axes, file: "x")
      #expect(file.bytes.count == file.shape.reduce(1, *))
    }
  }

  @Test func damagedCIFARFilesAreReadOrRefused() throws {
    let corpus = [
      record(label: 3, pixel: 7), record(label: 0, pixel: 1) + record(label: 9, pixel: 2)
    ]
    try Fuzzing.run("cifar", corpus: corpus, isRefusal: Self.isRefusal) { bytes in
      var (images, labels): ([UInt8], [UInt8]) = ([], [])
      try CIFAR10.append(bytes, of: "x", images: &images, labels: &labels)
      #expect(images.count == labels.count * ImageSet.bytesPerImage)
      #expect(labels.allSatisfy { $0 < 10 })
    }
  }

  /// Half of the inputs are damaged after compression, half before it, with a valid checksum around them.
  @Test func damagedGzipFilesAreReadOrRefused() throws {
    let corpus = [GzipFile.stored(Self.images), GzipFile.stored(Self.labels), Self.deflated]
    try Fuzzing.run("gzip", corpus: corpus, isRefusal: Self.isRefusal) { bytes in
      _ = try GzipInflater.inflate(bytes, of: "x", limit: 1 << 20)
    }
    try Fuzzing.run(
      "gzip-idx", corpus: [Self.images, Self.labels], prepare: GzipFile.stored,
      isRefusal: Self.isRefusal
    ) { bytes in
      let file = try IDXFile(possiblyCompressed: bytes, axes: 3, file: "x")
      #expect(file.bytes.count == file.shape.reduce(1, *))
    }
  }

  /// `gzip -9` of 64 bytes of 0 to 7.
  private static let deflated = GzipFile.deflated((0..<64).map { UInt8($0 % 8) })

  // MARK: Memory

  @Test func aSmallFileThatUnpacksToMuchIsStoppedAtItsPromise() throws {
    // 48 elements promised, 64 MB of zeros behind them.
    let zeros = [UInt8](repeating: 0, count: 64 << 20)
    let bomb = GzipFile.deflated(idx([3, 4, 4], zeros))
    #expect(bomb.count < 1 << 17)
    let grown = MemoryUse.peakGrowth {
      #expect(throws: DatasetError.self) {
        try IDXFile(possiblyCompressed: bomb, axes: 3, file: "x")
      }
    }
    if Fuzzing.isFull, let grown { #expect(grown < 2 << 20) }
  }

  @Test func aHeaderThatPromisesMuchTakesNoMemory() throws {
    let promise = idx([1 << 13, 1 << 13, 1 << 13], [1, 2, 3])
    for bytes in [promise, GzipFile.stored(promise)] {
      let grown = MemoryUse.peakGrowth {
        #expect(throws: DatasetError.self) {
          try IDXFile(possiblyCompressed: bytes, axes: 3, file: "x")
        }
      }
      if Fuzzing.isFull, let grown { #expect(grown < 1 << 20) }
    }
  }

  @Test func largeFilesTakeAtMostTwiceTheirSize() throws {
    let side = Fuzzing.isFull ? 1 << 12 : 64
    let folder = try ScratchFolder()
    let pixels = [UInt8](repeating: 5, count: 4 * side * side)
    let file = idx([4, side, side], pixels)
    let records = file.count / 3073 + 1
    try folder.write("plain", file)
    try folder.write("packed", GzipFile.deflated(file))
    try folder.write(
      "data_batch_1.bin", (0..<records).flatMap { record(label: UInt8($0 % 10), pixel: 3) })
    let slack = 1 << 20
    for name in ["plain", "packed"] {
      let url = folder.url.appendingPathComponent(name)
      let grown = try MemoryUse.peakGrowth { () throws in
        let read = try IDXFile(contentsOf: url, axes: 3)
        #expect(read.bytes == pixels)
      }
      if Fuzzing.isFull, let grown { #expect(grown <= 2 * file.count + slack, "\(name)") }
    }
    let grown = try MemoryUse.peakGrowth { () throws in
      let set = try loadDataset(name: "cifar10", path: folder.url.path, limit: nil, split: .train)
      #expect(set.labels.count == records)
    }
    if Fuzzing.isFull, let grown { #expect(grown <= 2 * 3073 * records + slack) }
  }
}
