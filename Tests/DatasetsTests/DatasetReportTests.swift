import Datasets
import Foundation
import Support
import Testing

private let debian = URL(fileURLWithPath: "/usr/share/datasets/fashion-mnist")
private let hasDebiansFiles = FileManager.default.fileExists(
  atPath: debian.appendingPathComponent("train-images-idx3-ubyte.gz").path)

struct DatasetReportTests {
  @Test func embeddedImagesAreOfficial() throws {
    let found = try DatasetName.embedded.verify()
    #expect(found.trainImages == 5000 && found.testImages == 1000)
    #expect(found.origin == "official" && found.differences.isEmpty)
    #expect(found.trainSHA256 != found.testSHA256)
  }

  @Test func unknownImagesAreSaidToBeUnknown() throws {
    let scratch = try ScratchFolder()
    try scratch.write("data_batch_1.bin", record(label: 1, pixel: 2))
    try scratch.write("test_batch.bin", record(label: 3, pixel: 4))
    let found = try DatasetName.cifar10.verify(path: scratch.url.path)
    #expect(found.origin == "unknown" && found.trainImages == 1)
    #expect(found.differences.count == 1)
    #expect(
      found.differences[0].contains("no checksums.json, expected the one that a fetch writes"))
  }

  @Test(.enabled(if: hasDebiansFiles, "Debian's dataset-fashion-mnist is not installed"))
  func debiansFilesHoldTheOfficialImages() throws {
    let found = try DatasetName.fashionMNIST.verify(path: debian.path)
    #expect(found.origin == "official" && found.trainImages == 60_000)
    #expect(found.testImages == 10_000)
  }

  /// The publisher's MD5s, from the README of the data set, and each file's time in its gzip header.
  /// The times are those for which the MD5 comes out; there is no other way to know them.
  static let published: [(md5: String, time: UInt32)] = [
    ("8d4fb7e6c68d591d4c3dfef9ec88bf0d", 1_504_176_606),
    ("25c81989df183df01b3e8a0aad5dffbe", 1_504_176_606),
    ("bef4ecab320f06d8554ea6380940ec79", 1_504_176_627),
    ("bb300cfdad3c16e7a12a480ee83cd310", 1_504_176_627)
  ]

  /// Puts the publisher's gzip header before Debian's compressed bytes: a file whose MD5 is then the
  /// published one shows that its SHA-256, which is pinned, belongs to the published file.
  @Test(
    .enabled(if: hasDebiansFiles, "Debian's dataset-fashion-mnist is not installed"),
    arguments: 0..<4)
  func pinnedChecksumsAreOfThePublishedFiles(index: Int) throws {
    let file = DatasetSource.fashionMNIST.files[index]
    let packed = try Data(contentsOf: debian.appendingPathComponent(file.name))
    try #require(Array(packed.prefix(4)) == [0x1f, 0x8b, 8, 0], "a gzip header without a name")
    let (md5, time) = Self.published[index]
    // Magic, deflate, "a name follows", the time, no hint on the level, Unix; then the name.
    var header: [UInt8] = [0x1f, 0x8b, 8, 8]
    header += [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: time >> $0) } + [0, 3]
    header += Array(file.name.dropLast(".gz".count).utf8) + [0]
    let whole = Data(header) + packed.dropFirst(10)
    let digest = Checksum.Digest(.md5)
    digest.update(whole)
    #expect(digest.hexadecimal() == md5)
    #expect(Checksum.sha256(whole) == file.sha256)
  }

  @Test func listNamesEverySetAndSaysWhatIsThere() throws {
    let scratch = try ScratchFolder()
    let list = DatasetName.list { $0 == .embedded ? nil : scratch.url }
    #expect(list.map(\.name) == ["cifar10", "fashion-mnist", "embedded"])
    #expect(list.map(\.isPresent) == [false, false, true])
    #expect(list[2].files == 4 && list[2].bytes > 2_000_000 && list[2].bytes < 3_000_000)
    #expect(list[0].source == "https://www.cs.toronto.edu/~kriz/")
  }

  @Test func pinnedChecksumsAreWholeSHA256() {
    for source in [DatasetSource.cifar10, .fashionMNIST] {
      for file in source.files {
        #expect(file.sha256.wholeMatch(of: /[0-9a-f]{64}/) != nil)
      }
      #expect(source.baseURL.scheme == "https")
    }
  }
}
