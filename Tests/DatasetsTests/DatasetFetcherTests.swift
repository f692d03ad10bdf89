import Datasets
import Foundation
import Support
import Testing

@Suite(.enabled(if: LocalServer.isAvailable, "python3 is not installed"))
struct DatasetFetcherTests {
  let server: LocalServer
  let scratch: ScratchFolder

  init() throws {
    server = try LocalServer()
    scratch = try ScratchFolder()
  }

  private func sha256(_ data: some DataProtocol) -> String {
    Checksum.sha256(data)
  }

  /// A source of one plain file `x.gz`.
  private func source(_ content: [UInt8], below path: String = "", sha: String? = nil) throws
    -> DatasetSource
  {
    try server.folder.write("x.gz", content)
    return DatasetSource(
      name: .fashionMNIST, baseURL: server.address.appendingPathComponent(path),
      files: [.init(name: "x.gz", sha256: sha ?? sha256(content))])
  }

  /// A source of one archive that the Python statements `body` fill; `tar` is the open archive.
  private func archive(
    _ body: String, members: [String] = ["c/one.bin", "c/three.bin", "c/two.bin"]
  ) throws -> DatasetSource {
    let script = """
      import io, tarfile
      tar = tarfile.open('a.tar.gz', 'w:gz', format=tarfile.USTAR_FORMAT)
      def add(name, data=b'', type=tarfile.REGTYPE, link=''):
          info = tarfile.TarInfo(name)
          info.size, info.type, info.linkname = len(data), type, link
          tar.addfile(info, io.BytesIO(data))
      \(body)
      tar.close()
      """
    try server.folder.write("pack.py", Array(script.utf8))
    try #require(try run(["python3", "pack.py"], in: server.folder.url) == 0)
    let data = try Data(contentsOf: server.folder.url.appendingPathComponent("a.tar.gz"))
    return DatasetSource(
      name: .cifar10, baseURL: server.address,
      files: [.init(name: "a.tar.gz", sha256: sha256(data))], members: members)
  }

  private func fetcher(_ source: DatasetSource, retries: Int = 3) -> DatasetFetcher {
    DatasetFetcher(
      source: source, folder: scratch.url.appendingPathComponent("data"), retries: retries,
      timeout: 20)
  }

  private var left: [String] {
    ((try? FileManager.default.contentsOfDirectory(
      atPath: scratch.url.appendingPathComponent("data").path)) ?? []).sorted()
  }

  private let content = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }

  @Test func downloadsOnceAndReportsProgress() throws {
    let fetcher = fetcher(try source(content))
    let last = Last()
    #expect(try fetcher.fetch { last.set($0, $1, $2) } == ["x.gz"])
    #expect(last.text == "x.gz 300000 of 300000")
    #expect(left == ["x.gz"])
    try fetcher.fetch()
    #expect(server.requests == ["/x.gz -"], "a file that is right is not fetched again")
  }

  @Test func resumesFromWhatHasArrived() throws {
    let fetcher = fetcher(try source(content))
    try FileManager.default.createDirectory(at: fetcher.folder, withIntermediateDirectories: true)
    try scratch.write("data/x.gz.part", Array(content.prefix(100_000)))
    try fetcher.fetch()
    #expect(server.requests == ["/x.gz bytes=100000-"])
    #expect(
      try Data(contentsOf: fetcher.folder.appendingPathComponent("x.gz")) == Data(content))
  }

  @Test func takesUpABrokenConnection() throws {
    let fetcher = fetcher(try source(content, below: "broken/"))
    try fetcher.fetch()
    #expect(server.requests.count == 2)
    #expect(server.requests.last?.hasPrefix("/broken/x.gz bytes=") == true)
    #expect(left == ["x.gz"])
  }

  @Test func keepsThePartWhenTheConnectionStaysBroken() throws {
    let fetcher = fetcher(try source(content, below: "broken/"), retries: 0)
    let error = #expect(throws: DatasetError.self) { try fetcher.fetch() }
    #expect(error?.description.contains("what has arrived is kept") == true)
    #expect(left == ["x.gz.part"])
    try fetcher.fetch()
    #expect(left == ["x.gz"])
  }

  @Test func startsAnewWhereTheServerHasNoRange() throws {
    let fetcher = fetcher(try source(content, below: "plain/"))
    try FileManager.default.createDirectory(at: fetcher.folder, withIntermediateDirectories: true)
    try scratch.write("data/x.gz.part", Array(content.prefix(100_000)))
    try fetcher.fetch()
    #expect(
      try Data(contentsOf: fetcher.folder.appendingPathComponent("x.gz")) == Data(content))
  }

  @Test func wholePartIsOnlyChecked() throws {
    let fetcher = fetcher(try source(content))
    try FileManager.default.createDirectory(at: fetcher.folder, withIntermediateDirectories: true)
    try scratch.write("data/x.gz.part", content)
    try fetcher.fetch()
    #expect(server.requests == ["/x.gz bytes=300000-"])
    #expect(left == ["x.gz"])
  }

  @Test func wrongChecksumIsRemovedAndNamed() throws {
    let wrong = String(repeating: "0", count: 64)
    let fetcher = fetcher(try source(content, sha: wrong))
    let part = fetcher.folder.appendingPathComponent("x.gz.part").path
    #expect(
      throws: DatasetError.wrongChecksum(part, found: sha256(content), expected: wrong)
    ) { try fetcher.fetch() }
    #expect(left.isEmpty)
  }

  @Test func missingFileOnTheServerIsNamed() throws {
    let source = DatasetSource(
      name: .fashionMNIST, baseURL: server.address,
      files: [.init(name: "none.gz", sha256: "")])
    let error = #expect(throws: DatasetError.self) { try fetcher(source, retries: 0).fetch() }
    #expect(
      error?.description.hasPrefix(
        "Download '\(server.address.absoluteString)none.gz': the server answered 404, expected the")
        == true)
  }

  @Test func unreachableServerIsOneSentence() throws {
    let source = DatasetSource(
      name: .fashionMNIST, baseURL: URL(string: "http://127.0.0.1:9/")!,
      files: [.init(name: "x.gz", sha256: "")])
    let error = #expect(throws: DatasetError.self) { try fetcher(source, retries: 0).fetch() }
    #expect(error?.description.hasPrefix("Download 'http://127.0.0.1:9/x.gz': ") == true)
    #expect(
      error?.description.hasSuffix(
        ", expected the whole file. Check the network and run the same command again; what has "
          + "arrived is kept.") == true)
    #expect(
      !FileManager.default.fileExists(atPath: scratch.url.appendingPathComponent("data").path),
      "nothing arrived, so nothing is left")
  }

  @Test func unwritableFolderIsOneSentence() throws {
    let file = try scratch.write("file", [])
    let fetcher = DatasetFetcher(
      source: try source(content), folder: file.appendingPathComponent("data"))
    let error = #expect(throws: DatasetError.self) { try fetcher.fetch() }
    #expect(
      error?.description.hasPrefix("File '\(file.path)/data': a part of its path is not a folder, ")
        == true)
  }

  @Test func archiveIsUnpackedOnce() throws {
    let source = try archive(
      """
      add('c', type=tarfile.DIRTYPE)
      add('c/one.bin', b'1' * 700)
      add('c/two.bin', b'')
      add('c/three.bin', b'3' * 1024)
      """)
    let fetcher = fetcher(source)
    #expect(try fetcher.fetch() == ["c/one.bin", "c/three.bin", "c/two.bin"])
    #expect(left == ["c", "checksums.json"])
    let one = try Data(contentsOf: fetcher.folder.appendingPathComponent("c/one.bin"))
    #expect(one == Data(repeating: 0x31, count: 700))
    try fetcher.fetch()
    #expect(server.requests.count == 1)
    try FileManager.default.removeItem(at: fetcher.folder.appendingPathComponent("c/one.bin"))
    try fetcher.fetch()
    #expect(server.requests.count == 2, "a missing file is fetched again")
  }

  /// Only the members that are ours are unpacked, and what lies beside them in the folder stays.
  @Test func nothingElseIsUnpackedOrTouched() throws {
    let source = try archive(
      """
      add('../evil', b'x')
      add('c/one.bin', b'1')
      add('c/link', type=tarfile.SYMTYPE, link='/tmp')
      """, members: ["c/one.bin"])
    let fetcher = fetcher(source)
    try FileManager.default.createDirectory(
      at: fetcher.folder.appendingPathComponent("c"), withIntermediateDirectories: true)
    try scratch.write("data/c/own.txt", [7])
    #expect(try fetcher.fetch() == ["c/one.bin"])
    #expect(left == ["c", "checksums.json"])
    let inner = fetcher.folder.appendingPathComponent("c").path
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: inner).sorted() == ["one.bin", "own.txt"])
    #expect(
      !FileManager.default.fileExists(atPath: scratch.url.appendingPathComponent("evil").path))
  }

  @Test(arguments: [
    ("add('c/two.bin', b'x')", "c/one.bin: Not found in archive"),
    ("add('c/one.bin', type=tarfile.DIRTYPE)", "it is a folder and not a regular file")
  ])
  func anArchiveWithoutOurMembersLeavesNothing(body: String, reason: String) throws {
    let error = #expect(throws: DatasetError.self) {
      try fetcher(try archive(body, members: ["c/one.bin"])).fetch()
    }
    #expect(error?.description.contains(reason) == true)
    #expect(left == ["a.tar.gz.part"])
  }

  @Test func whatIsNoArchiveIsNamed() throws {
    try server.folder.write("a.tar.gz", [UInt8](repeating: 65, count: 2000))
    let data = try Data(contentsOf: server.folder.url.appendingPathComponent("a.tar.gz"))
    let source = DatasetSource(
      name: .cifar10, baseURL: server.address,
      files: [.init(name: "a.tar.gz", sha256: sha256(data))], members: ["x"])
    let error = #expect(throws: DatasetError.self) { try fetcher(source).fetch() }
    #expect(
      error?.description.contains("expected the data set's tar archive. Fetch it again.") == true)
    #expect(!left.contains { $0.hasPrefix("unpacking") })
  }
}

/// The last progress told, from another thread.
private final class Last: @unchecked Sendable {
  private let lock = NSLock()
  private var line = ""

  func set(_ file: String, _ received: Int64, _ total: Int64?) {
    lock.withLock { line = "\(file) \(received) of \(total ?? -1)" }
  }

  var text: String { lock.withLock { line } }
}
