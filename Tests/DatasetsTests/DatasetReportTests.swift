import Datasets
import Foundation
import Testing

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

  @Test(
    .enabled(
      if: FileManager.default.fileExists(
        atPath: "/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz"),
      "Debian's dataset-fashion-mnist is not installed"))
  func debiansFilesHoldTheOfficialImages() throws {
    let found = try DatasetName.fashionMNIST.verify(path: "/usr/share/datasets/fashion-mnist")
    #expect(found.origin == "official" && found.trainImages == 60_000)
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
