import Datasets
import Foundation
import Kernels
import Testing

struct CIFAR10Tests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  private func load(limit: Int? = nil, split: DatasetSplit = .train) throws -> ImageSet {
    try loadDataset(name: "cifar10", path: scratch.url.path, limit: limit, split: split)
  }

  @Test func batchesAreReadInTheOrderOfTheirNumbers() throws {
    try scratch.write("data_batch_10.bin", record(label: 9, pixel: 90))
    try scratch.write("data_batch_2.bin", record(label: 2, pixel: 20) + record(label: 3, pixel: 30))
    try scratch.write("test_batch.bin", record(label: 5, pixel: 50))
    let train = try load()
    #expect(train.labels == [2, 3, 9])
    #expect(train.images.count == 3 * 3072)
    #expect(train.images[0] == 1 && train.images[1] == 20 && train.images[3072 + 3071] == 30)
    #expect(try load(split: .test).labels == [5])
  }

  @Test func limitTakesTheFirstImagesAndChangesTheHash() throws {
    try scratch.write("data_batch_1.bin", (0..<4).flatMap { record(label: $0, pixel: $0) })
    let (all, two) = (try load(), try load(limit: 2))
    #expect(two.labels == [0, 1] && two.images == Array(all.images.prefix(2 * 3072)))
    #expect(all.sha256 != two.sha256 && all.sha256.count == 64)
    #expect(try load(limit: 4).sha256 == all.sha256)
  }

  @Test(arguments: [0, -1, 2])
  func limitOutOfRangeIsAnError(limit: Int) throws {
    try scratch.write("data_batch_1.bin", record(label: 1, pixel: 1))
    #expect(throws: DatasetError.limitOutOfRange("cifar10", limit: limit, images: 1)) {
      try load(limit: limit)
    }
  }

  @Test(arguments: [0, 3072, 3074, 6145])
  func truncatedFileIsAnError(count: Int) throws {
    let file = try scratch.write("data_batch_1.bin", [UInt8](repeating: 0, count: count))
    let error = #expect(throws: DatasetError.self) { try load() }
    #expect(
      error?.description == "File '\(file.path)': \(count) bytes, expected a multiple of 3073 (a "
        + "label and 3072 pixel bytes an image). Fetch the file again.")
  }

  @Test func labelOutOfRangeNamesTheImage() throws {
    let file = try scratch.write(
      "data_batch_1.bin", record(label: 9, pixel: 0) + record(label: 10, pixel: 0))
    let error = #expect(throws: DatasetError.self) { try load() }
    #expect(
      error?.description == "File '\(file.path)': label 10 at image 1, expected 0 to 9. "
        + "Fetch the file again.")
  }

  @Test func missingFolderSaysHowToFetch() throws {
    let error = #expect(throws: DatasetError.self) { try load() }
    #expect(
      error?.description == "File '\(scratch.url.path)/data_batch_1.bin': missing (the folder is "
        + "empty), expected CIFAR-10's data_batch_<n>.bin. Run make data DATASET=cifar10, or give its folder with "
        + "--data-path (make: DATA_PATH=).")
    #expect(throws: DatasetError.self) { try load(split: .test) }
  }

  @Test func aFolderInPlaceOfAFileIsNamed() throws {
    let file = scratch.url.appendingPathComponent("data_batch_1.bin")
    try FileManager.default.createDirectory(at: file, withIntermediateDirectories: true)
    let error = #expect(throws: DatasetError.self) { try load() }
    #expect(
      error?.description
        == "File '\(file.path)': it is a folder and not a regular file, expected to read it. "
        + "Check the path and its permissions.")
  }

  @Test func folderInsideTheArchiveIsFound() throws {
    let inner = scratch.url.appendingPathComponent("cifar-10-batches-bin")
    try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
    try scratch.write("cifar-10-batches-bin/data_batch_1.bin", record(label: 7, pixel: 0))
    #expect(try load().labels == [7])
  }

  private static let shared = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("shared/data/cifar-10-batches-bin")

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: shared.path),
      "no CIFAR-10 images in the sibling folder shared/data"))
  func realImagesLoad() throws {
    let train = try loadDataset(
      name: "cifar10", path: Self.shared.path, limit: nil, split: .train)
    #expect(train.count == 10_000)
    #expect(Set(train.labels) == Set(0...9))
    let mean = train.images.prefix(3_072_00).reduce(0) { $0 + Int($1) } / 307_200
    #expect((90...150).contains(mean))
    #expect(
      try loadDataset(name: "cifar10", path: Self.shared.path, limit: 2000, split: .test).count
        == 2000)
  }
}
