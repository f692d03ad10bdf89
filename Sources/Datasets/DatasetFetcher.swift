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
  /// - Throws: `downloadFailed`, `wrongChecksum`, `unsafeArchive`, `badArchive` or `cannotWrite`.
  @discardableResult
  public func fetch(progress: @escaping Progress = { _, _, _ in }) throws(DatasetError) -> [String]
  {
    let isNew = !FileManager.default.fileExists(atPath: folder.path)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw .cannotWrite(folder.path, reason: SystemReason.words(for: error))
    }
    // Where nothing arrived, nothing is left; `rmdir` removes empty folders only.
    defer { if isNew { rmdir(folder.path) } }
    var files: [String] = []
    for file in source.files {
      if source.isArchive {
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
    let names = try TarUnpacker.unpack(archive, to: temporary, limit: source.unpackedLimit)
    var manifest = DatasetManifest(archive: file.sha256, files: [:])
    for name in names {
      manifest.files[name] = try DatasetError.storing(
        try Checksum.sha256(ofFile: temporary.appendingPathComponent(name)))
    }
    for top in Set(names.map { String($0.split(separator: "/")[0]) }).sorted() {
      try move(temporary.appendingPathComponent(top), to: folder.appendingPathComponent(top))
    }
    try manifest.write(to: folder)
    try? FileManager.default.removeItem(at: archive)
    return names.sorted()
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

  private func move(_ item: URL, to target: URL) throws(DatasetError) {
    do {
      if FileManager.default.fileExists(atPath: target.path) {
        try FileManager.default.removeItem(at: target)
      }
      try FileManager.default.moveItem(at: item, to: target)
    } catch {
      throw .cannotWrite(target.path, reason: SystemReason.words(for: error))
    }
  }
}
