import Cluster
import Experiments
import Foundation
import TestSupport
import Testing

/// What comes home in archives.
@Suite struct InboxTests {
  private let folder: TemporaryDirectory
  private let job = SimulatedHome.job("a")

  init() throws { folder = try TemporaryDirectory() }

  /// A bad archive is looked at once for each of its states and told of once for each, after it was left alone.
  @Test func aBadArchiveIsLookedAtOnceAndToldOfLater() throws {
    var (now, told) = (0.0, [String]())
    let inbox = Inbox(
      folder: folder.url,
      store: DirectoryRunStore(root: folder.url.appendingPathComponent("store")),
      settleSeconds: 10, clock: { now }, tell: { told.append($0) })
    let place = folder.url.appendingPathComponent(SlurmScript.inboxName)
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    let archive = place.appendingPathComponent(SlurmScript.archiveName(of: job.key))
    func write(_ text: String, age: Double) throws {
      try Data(text.utf8).write(to: archive)
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: archive.path)
    }
    try write("half", age: 100)
    inbox.take()
    #expect(told.isEmpty)
    // It grows, and only then is it left alone.
    now = 10
    try write("half of", age: 90)
    inbox.take()
    #expect(told.isEmpty)
    // Whoever reads it now would see that nobody may: it is not read.
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: archive.path)
    now = 20
    for _ in 0..<3 { inbox.take() }
    #expect(told.count == 1 && told[0].contains(archive.path), "\(told)")
  }
}
