import Foundation
import Support
import TestSupport
import Testing

@Suite struct WholeFileTests {
  @Test func writingReplacesAndLeavesNothingBeside() throws {
    let folder = try TemporaryDirectory()
    let file = folder.url.appendingPathComponent("a.txt")
    try WholeFile.write("first", to: file)
    try WholeFile.write("second", to: file)
    #expect(try RegularFile.text(of: file) == "second")
    #expect(Folder.files(below: folder.url) == ["a.txt"])
  }

  @Test func unfinishedFileIsGone() throws {
    let folder = try TemporaryDirectory()
    do {
      let writer = try WholeFile.Writer(folder.url.appendingPathComponent("a.txt"))
      try writer.append(Data("half".utf8))
    }
    #expect(Folder.files(below: folder.url) == [])
  }

  @Test func newFileNeverReplaces() throws {
    let folder = try TemporaryDirectory()
    let file = folder.url.appendingPathComponent("a.txt")
    for (text, isTaken) in [("first", true), ("second", false)] {
      let writer = try WholeFile.Writer(file)
      try writer.append(Data(text.utf8))
      #expect(try writer.finishNew() == isTaken)
    }
    #expect(try RegularFile.text(of: file) == "first")
    #expect(Folder.files(below: folder.url) == ["a.txt"])
  }

  @Test func fullDiskIsOneSentence() {
    #expect(
      throws: FileError.cannotWrite("/nowhere/a.txt", reason: "it does not exist")
    ) { try WholeFile.write("a", to: URL(fileURLWithPath: "/nowhere/a.txt")) }
  }

  @Test(arguments: ["/dev/zero", "/"])
  func whatIsNoRegularFileIsRefused(path: String) {
    #expect(throws: FileError.self) { try RegularFile.contents(of: URL(fileURLWithPath: path)) }
  }

  @Test func pipeIsRefusedAndNotWaitedFor() throws {
    let folder = try TemporaryDirectory()
    let pipe = folder.url.appendingPathComponent("pipe")
    #expect(mkfifo(pipe.path, 0o600) == 0)
    #expect(
      throws: FileError.cannotRead(pipe.path, reason: "it is a pipe and not a regular file")
    ) { try RegularFile.contents(of: pipe) }
  }

  @Test func largeFileIsRefusedBeforeItIsRead() throws {
    let folder = try TemporaryDirectory()
    let file = folder.url.appendingPathComponent("large")
    try WholeFile.write(Data(count: 100), to: file)
    #expect(
      throws: FileError.cannotRead(file.path, reason: "it has 100 bytes, expected at most 10")
    ) { try RegularFile.contents(of: file, limit: 10) }
  }
}
