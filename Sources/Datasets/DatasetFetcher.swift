import Foundation
import Support

/// Downloads a data set, checks it and puts it in place.
///
/// A file arrives as `<name>.part`, which a later call continues; it takes its name, or is unpacked,
/// only after its SHA-256 was right, so that what is in the folder is whole.
public struct DatasetFetcher: Sendable {
  /// Tells the file, the bytes that have arrived and those expected, when known.
  public typealias Progress = @Sendable (_ file: String, _ received: Int64, _ total: Int64?) -> Void

  public let source: DatasetSource
  public let folder: URL
  /// Times a broken connection is taken up again.
  public let retries: Int
  /// Seconds without any byte before a connection counts as broken.
  public let timeout: Double

  /// - Parameter folder: Where the files go; created.
  public init(source: DatasetSource, folder: URL, retries: Int = 3, timeout: Double = 60) {
    (self.source, self.folder) = (source, folder)
    (self.retries, self.timeout) = (retries, timeout)
  }

  /// Fetches what is missing.
  ///
  /// - Returns: The files that are now in the folder, by their paths inside it; those that were there
  ///   and right are not fetched again.
  /// - Throws: `downloadFailed`, `wrongChecksum`, `badArchive` or `cannotWrite`.
  @discardableResult
  public func fetch(progress: @escaping Progress = { _, _, _ in }) throws(DatasetError) -> [String]
  {
    let isNew = !FileManager.default.fileExists(atPath: folder.path)
    try DatasetError.storing(try WholeFile.createFolder(folder))
    // Where nothing arrived, nothing is left; `rmdir` removes empty folders only.
    defer { if isNew { rmdir(folder.path) } }
    var files: [String] = []
    for file in source.files {
      if !source.members.isEmpty {
        files += try fetchArchive(file, progress: progress)
      } else {
        files.append(try fetchFile(file, progress: progress))
      }
    }
    return files
  }

  private func fetchFile(
    _ file: DatasetSource.File, progress: @escaping Progress
  ) throws(DatasetError) -> String {
    let target = folder.appendingPathComponent(file.name)
    if FileManager.default.fileExists(atPath: target.path),
      try DatasetError.storing(try Checksum.sha256(ofFile: target)) == file.sha256
    {
      return file.name
    }
    try move(try download(file, progress: progress), to: target)
    return file.name
  }

  private func fetchArchive(
    _ file: DatasetSource.File, progress: @escaping Progress
  ) throws(DatasetError) -> [String] {
    if let manifest = DatasetManifest.read(from: folder), manifest.archive == file.sha256,
      try manifest.differences(in: folder).isEmpty
    {
      return manifest.files.keys.sorted()
    }
    let archive = try download(file, progress: progress)
    let temporary = folder.appendingPathComponent("unpacking-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: temporary) }
    try unpack(archive, to: temporary)
    var manifest = DatasetManifest(archive: file.sha256, files: [:])
    for name in source.members {
      manifest.files[name] = try DatasetError.storing(
        try Checksum.sha256(ofFile: temporary.appendingPathComponent(name)))
    }
    for name in source.members {
      let target = folder.appendingPathComponent(name)
      try DatasetError.storing(try WholeFile.createFolder(target.deletingLastPathComponent()))
      try move(temporary.appendingPathComponent(name), to: target)
    }
    try manifest.write(to: folder)
    try? FileManager.default.removeItem(at: archive)
    return source.members.sorted()
  }

  /// Unpacks the members of an archive whose checksum was right, by the system's tar.
  ///
  /// - Throws: `badArchive` where a member is missing or is no regular file; `cannotWrite`.
  private func unpack(_ archive: URL, to target: URL) throws(DatasetError) {
    try DatasetError.storing(try WholeFile.createFolder(target))
    // TAR_OPTIONS and GZIP would change what it does.
    let environment = ProcessInfo.processInfo.environment.filter { $0.key == "PATH" }
    let tar = Tool(
      ["tar", "-xzf", archive.path, "-C", target.path, "--no-same-owner", "--"] + source.members,
      environment: environment.merging(["LC_ALL": "C"]) { first, _ in first })
    do {
      let outcome = try tar.run()
      guard outcome.succeeded else {
        let last = outcome.errorText.split(separator: "\n").first ?? "status \(outcome.status)"
        throw DatasetError.badArchive(archive.path, reason: Wording.printable(String(last)))
      }
      for name in source.members {
        try RegularFile.require(target.appendingPathComponent(name))
      }
    } catch let error as DatasetError {
      throw error
    } catch {
      throw .badArchive(archive.path, reason: SystemReason.sentence(of: error))
    }
  }

  /// The downloaded file, still named `.part`, with the right checksum.
  private func download(
    _ file: DatasetSource.File, progress: @escaping Progress
  ) throws(DatasetError) -> URL {
    let part = folder.appendingPathComponent(file.name + ".part")
    let address = source.baseURL.appendingPathComponent(file.name)
    for attempt in 0... {
      do throws(DatasetError) {
        try Download(from: address, to: part) { progress(file.name, $0, $1) }.run(timeout: timeout)
        break
      } catch {
        guard case .downloadFailed = error, attempt < retries else { throw error }
        Thread.sleep(forTimeInterval: 0.2 * Double(1 << attempt))
      }
    }
    let found = try DatasetError.storing(try Checksum.sha256(ofFile: part))
    guard found == file.sha256 else {
      try? FileManager.default.removeItem(at: part)
      throw .wrongChecksum(part.path, found: found, expected: file.sha256)
    }
    return part
  }

  /// Gives a file its name, in place of the file that has it.
  private func move(_ item: URL, to target: URL) throws(DatasetError) {
    guard rename(item.path, target.path) == 0 else {
      throw .cannotWrite(target.path, reason: SystemReason.words(forCode: errno))
    }
  }
}
