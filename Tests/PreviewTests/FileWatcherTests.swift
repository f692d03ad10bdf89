import Foundation
import Preview
import TestSupport
import Testing

@Suite struct FileWatcherTests {
  @Test func namesWhatChangedCameAndWent() throws {
    let directory = try TemporaryDirectory()
    let folder = directory.url
    let file = { (name: String) in folder.appendingPathComponent(name) }
    try Data("a".utf8).write(to: file("changed"))
    try Data("b".utf8).write(to: file("gone"))
    try Data("c".utf8).write(to: file("kept"))
    var watcher = FileWatcher { ["changed", "gone", "kept", "new"].map(file) }
    #expect(watcher.changes().isEmpty)
    try Data("aa".utf8).write(to: file("changed"))
    try FileManager.default.removeItem(at: file("gone"))
    try Data("n".utf8).write(to: file("new"))
    #expect(watcher.changes() == Set(["changed", "gone", "new"].map { file($0).path }))
    #expect(watcher.changes().isEmpty)
    // A file of the same size put in its place, as editors save.
    try Data("bb".utf8).write(to: file("changed"), options: .atomic)
    #expect(watcher.changes() == [file("changed").path])
  }

  @Test func listsAnewAfterItsPeriod() throws {
    let directory = try TemporaryDirectory()
    let folder = directory.url
    var watcher = FileWatcher(period: 2) {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
      return names.map { folder.appendingPathComponent($0) }
    }
    try Data("n".utf8).write(to: folder.appendingPathComponent("new"))
    #expect(watcher.changes().isEmpty)
    #expect(watcher.changes() == [folder.appendingPathComponent("new").path])
  }
}
