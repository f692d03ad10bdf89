import Datasets
import Foundation
import Pipeline
import Support
import TestSupport
import Testing
import Tutorial

/// Files of a data set that are not the published ones.
@Suite struct KnownDataTests {
  /// A workspace on two images in the layout of CIFAR-10.
  private static func workspace(_ folder: TemporaryDirectory, isKnown: Bool) throws -> Workspace {
    let record = [UInt8](repeating: 1, count: 3073)
    for name in ["data_batch_1.bin", "test_batch.bin"] {
      try Data(record + record).write(to: folder.url.appendingPathComponent(name))
    }
    var workspace = Workspace(
      root: folder.url, chapters: [Tutorial()], profile: .smoke, dataset: "cifar10",
      dataPath: folder.url.path, threads: 1)
    workspace.takesUnpublishedData = isKnown
    return workspace
  }

  @Test func otherFilesAreRefusedUnlessTheyAreKnown() throws {
    let folder = try TemporaryDirectory()
    let refused = SmokeWorkspace.failure {
      _ = try SmokeWorkspace.pipeline(Self.workspace(folder, isKnown: false))
    }
    #expect(refused?.status == .usage)
    #expect(
      refused?.message.hasPrefix(
        "Data set 'cifar10': not the published files, expected these. Folder '") == true)
    #expect(refused?.message.contains("add --known-data") == true)
    #expect(
      try SmokeWorkspace.pipeline(Self.workspace(folder, isKnown: false), isPlan: true).notes
        == [try #require(refused).message], "a plan only says so")
    let known = try SmokeWorkspace.pipeline(Self.workspace(folder, isKnown: true), chapters: [])
    #expect(known.notes.isEmpty)
    #expect(known.provenance.dataset.isPublished == false)
  }
}
