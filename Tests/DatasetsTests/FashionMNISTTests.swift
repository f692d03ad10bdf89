import Datasets
import Foundation
import Kernels
import Testing

struct FashionMNISTTests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  private func load(limit: Int? = nil) throws -> ImageSet {
    try loadDataset(name: "fashionMNIST", path: scratch.url.path, limit: limit, split: .train)
  }

  private func write(images: [UInt8], labels: [UInt8]) throws {
    try scratch.write("train-images-idx3-ubyte", images)
    try scratch.write("train-labels-idx1-ubyte", labels)
  }

  private let two = (0..<2 * 784).map { UInt8(truncatingIfNeeded: $0 % 251) }

  @Test func imagesArePaddedAndRepeated() throws {
    try write(images: idx([2, 28, 28], two), labels: idx([2], [3, 9]))
    let set = try load()
    #expect(set.labels == [3, 9])
    for image in 0..<2 {
      for (row, column) in [(0, 0), (1, 31), (2, 2), (2, 29), (29, 29), (30, 16), (15, 7), (31, 31)]
      {
        let inside = (2..<30).contains(row) && (2..<30).contains(column)
        let expected = inside ? two[image * 784 + (row - 2) * 28 + column - 2] : 0
        for channel in 0..<3 {
          #expect(set.images[image * 3072 + channel * 1024 + row * 32 + column] == expected)
        }
      }
    }
    #expect(try load(limit: 1).images == Array(set.images.prefix(3072)))
  }

  @Test func gzippedFilesGiveTheSame() throws {
    try write(images: idx([2, 28, 28], two), labels: idx([2], [3, 9]))
    let plain = try load()
    #expect(
      try run(
        ["gzip", "train-images-idx3-ubyte", "train-labels-idx1-ubyte"], in: scratch.url) == 0)
    let zipped = try load()
    #expect(zipped.sha256 == plain.sha256 && zipped.images == plain.images)
  }

  /// As mirrors, torchvision and archives that unpack to folders call them.
  @Test(arguments: [
    ("", "train-images.idx3-ubyte", "train-labels.idx1-ubyte"),
    ("FashionMNIST/raw", "train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
    ("MNIST/raw", "train-images-idx3-ubyte", "train-labels.idx1-ubyte"),
    (
      "", "train-images-idx3-ubyte/train-images-idx3-ubyte",
      "train-labels-idx1-ubyte/train-labels.idx1-ubyte"
    ), ("raw", "train-images.idx3-ubyte/train-images-idx3-ubyte", "train-labels-idx1-ubyte")
  ])
  func usualNamesAreFound(place: String, images: String, labels: String) throws {
    for (name, bytes) in [(images, idx([2, 28, 28], two)), (labels, idx([2], [3, 9]))] {
      let file = scratch.url.appendingPathComponent(place).appendingPathComponent(name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: file)
    }
    #expect(try load().labels == [3, 9])
  }

  @Test func aRefusalSaysWhatLiesThereInstead() throws {
    for name in ["a", "b\n", "train.zip"] { try scratch.write(name, []) }
    let error = #expect(throws: DatasetError.self) { try load() }
    #expect(
      error?.description.contains("missing (the folder holds a, b\u{fffd}, train.zip), expected")
        == true)
    let absent = #expect(throws: DatasetError.self) {
      try loadDataset(name: "fashionMNIST", path: "/nowhere", limit: nil, split: .train)
    }
    #expect(absent?.description.contains("missing (there is no such folder), expected") == true)
  }

  /// Nobody writes to the pipe, and a device has no end.
  @Test func whatIsNoFileIsRefused() throws {
    try write(images: idx([2, 28, 28], two), labels: [])
    let labels = scratch.url.appendingPathComponent("train-labels-idx1-ubyte")
    for (make, kind) in [
      ({ mkfifo(labels.path, 0o600) }, "a pipe"),
      ({ symlink("/dev/zero", labels.path) }, "a device")
    ] {
      unlink(labels.path)
      #expect(make() == 0)
      let error = #expect(throws: DatasetError.self) { try load() }
      #expect(error?.description.contains("it is \(kind) and not a regular file") == true)
    }
  }

  /// Taken whole or refused: nothing behind a compressed file is passed over.
  @Test(arguments: [[0], [0, 0], [1, 2, 3], Array("a tail".utf8)])
  func bytesBehindGzipAreAnError(tail: [UInt8]) throws {
    try scratch.write(
      "train-images-idx3-ubyte.gz", GzipFile.stored(idx([2, 28, 28], two)) + tail)
    try scratch.write("train-labels-idx1-ubyte", idx([2], [3, 9]))
    let error = #expect(throws: DatasetError.self) { try load() }
    guard case .badCompression? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func severalGzipMembersAreOneFile() throws {
    let bytes = idx([2, 28, 28], two)
    try scratch.write(
      "train-images-idx3-ubyte.gz",
      GzipFile.stored(Array(bytes.prefix(700))) + GzipFile.stored(Array(bytes.dropFirst(700))))
    try scratch.write("train-labels-idx1-ubyte", idx([2], [3, 9]))
    #expect(try load().labels == [3, 9])
  }

  @Test func truncatedGzipIsAnError() throws {
    try write(images: idx([2, 28, 28], two), labels: idx([2], [3, 9]))
    try run(["gzip", "train-images-idx3-ubyte"], in: scratch.url)
    let file = scratch.url.appendingPathComponent("train-images-idx3-ubyte.gz")
    try Data(contentsOf: file).dropLast(9).write(to: file)
    #expect(throws: DatasetError.badCompression(file.path, reason: "truncated")) { try load() }
  }

  @Test func damagedGzipIsAnError() throws {
    try write(images: idx([2, 28, 28], two), labels: idx([2], [3, 9]))
    try run(["gzip", "train-images-idx3-ubyte"], in: scratch.url)
    let file = scratch.url.appendingPathComponent("train-images-idx3-ubyte.gz")
    var data = try Data(contentsOf: file)
    data[data.count - 6] ^= 1
    try data.write(to: file)
    let error = #expect(throws: DatasetError.self) { try load() }
    #expect(error?.description.contains("damaged (incorrect data check)") == true)
  }

  @Test func otherMagicIsAnError() throws {
    try write(images: idx([2, 28, 28], two, type: 13), labels: idx([2], [3, 9]))
    let error = #expect(throws: DatasetError.self) { try load() }
    #expect(error?.description.contains("starts with 00000d03, expected 00000803") == true)
  }

  @Test func emptyFileIsAnError() throws {
    try write(images: [], labels: idx([2], [3, 9]))
    let error = #expect(throws: DatasetError.self) { try load() }
    #expect(error?.description.contains("starts with nothing, expected 00000803") == true)
  }

  @Test(arguments: [-1, 1])
  func wrongLengthIsAnError(by change: Int) throws {
    let bytes = change < 0 ? Array(two.dropLast()) : two + [0]
    try write(images: idx([2, 28, 28], bytes), labels: idx([2], [3, 9]))
    let error = #expect(throws: DatasetError.self) { try load() }
    #expect(
      error?.description.contains(
        "\(1584 + change) bytes, expected 1584 for 2 x 28 x 28 elements") == true)
  }

  @Test func hugeHeaderIsAnError() throws {
    let all = 0xffff_ffff
    try write(images: idx([all, all, all], []), labels: idx([2], [3, 9]))
    #expect(throws: DatasetError.self) { try load() }
  }

  @Test func headerAloneIsAnError() throws {
    try write(images: [0, 0, 8, 3, 0], labels: idx([2], [3, 9]))
    let error = #expect(throws: DatasetError.self) { try load() }
    #expect(error?.description.contains("5 bytes, expected 16 or more") == true)
  }

  @Test func otherImageSizeIsAnError() throws {
    try write(images: idx([1, 2, 3], [1, 2, 3, 4, 5, 6]), labels: idx([1], [3]))
    let error = #expect(throws: DatasetError.self) { try load() }
    #expect(error?.description.contains("6 bytes, expected 784 an image (28 x 28)") == true)
  }

  @Test func countsMustAgree() throws {
    try write(images: idx([2, 28, 28], two), labels: idx([1], [3]))
    let file = scratch.url.appendingPathComponent("train-labels-idx1-ubyte").path
    #expect(throws: DatasetError.countsDiffer(file, images: 2, labels: 1)) { try load() }
  }

  @Test func labelOutOfRangeIsAnError() throws {
    try write(images: idx([2, 28, 28], two), labels: idx([2], [3, 10]))
    let file = scratch.url.appendingPathComponent("train-labels-idx1-ubyte").path
    #expect(throws: DatasetError.labelOutOfRange(file, image: 1, label: 10, classes: 10)) {
      try load()
    }
  }

  @Test func missingFileSaysHowToFetch() throws {
    let error = #expect(throws: DatasetError.self) { try load() }
    #expect(
      error?.description
        == "File '\(scratch.url.path)/train-images-idx3-ubyte': missing (the folder "
        + "is empty), expected an IDX file, plain or .gz. Run make data DATASET=fashion-mnist, or give its folder with "
        + "--data-path (make: DATA_PATH=).")
  }

  @Test func missingLabelsAreNamed() throws {
    try scratch.write("train-images-idx3-ubyte", idx([2, 28, 28], two))
    let error = #expect(throws: DatasetError.self) { try load() }
    #expect(
      error?.description.contains(
        "/train-labels-idx1-ubyte': missing (the folder holds train-images-idx3-ubyte), expected")
        == true)
  }

  @Test func truncatedLabelsAreAnError() throws {
    try write(images: idx([2, 28, 28], two), labels: idx([2], [3]))
    let error = #expect(throws: DatasetError.self) { try load() }
    #expect(
      error?.description.contains("labels-idx1-ubyte': 9 bytes, expected 10 for 2 elements")
        == true)
  }

  @Test(
    .enabled(
      if: FileManager.default.fileExists(
        atPath: "/usr/share/datasets/fashion-mnist/t10k-images-idx3-ubyte.gz"),
      "Debian's dataset-fashion-mnist is not installed"))
  func embeddedImagesAreTheFirstOfTheOriginal() throws {
    let embedded = try loadDataset(name: "embedded", path: nil, limit: nil, split: .test)
    let original = try loadDataset(
      name: "fashion-mnist", path: "/usr/share/datasets/fashion-mnist", limit: 1000, split: .test)
    #expect(embedded.count == 1000)
    #expect(embedded.sha256 == original.sha256)
  }

  @Test func embeddedImagesNeedNoPath() throws {
    let train = try loadDataset(name: "embedded", path: nil, limit: nil, split: .train)
    #expect(train.count == 5000 && train.images.count == 5000 * 3072)
    #expect(Array(train.labels.prefix(5)) == [9, 0, 0, 3, 0])
    #expect(Set(train.labels) == Set(0...9))
  }

  @Test func unknownNameSuggestsANearOne() throws {
    let error = #expect(throws: DatasetError.self) {
      try loadDataset(name: "cifar100", path: nil, limit: nil, split: .train)
    }
    #expect(
      error?.description == "Data set 'cifar100': unknown, expected one of cifar10, fashionMNIST, "
        + "embedded. Did you mean cifar10?")
    #expect(throws: DatasetError.unknownName("svhn")) { try DatasetName(parsing: "svhn") }
    #expect(try DatasetName(parsing: "fashion-mnist") == .fashionMNIST)
  }
}
