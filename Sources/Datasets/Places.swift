import Foundation
import Support

/// All bytes of `file`.
func readBytes(of file: URL) throws(DatasetError) -> [UInt8] {
  var bytes: [UInt8] = []
  // No data set has a file of 2 GB.
  let limit = 1 << 31
  let size = (try? file.resourceValues(forKeys: [.fileSizeKey]))?.fileSize ?? 0
  bytes.reserveCapacity(min(size, limit))
  do {
    try RegularFile.read(file, limit: limit) { bytes.append(contentsOf: $0) }
  } catch {
    throw DatasetError(error)
  }
  return bytes
}

/// The names in `folder`, sorted; none where it is absent.
func names(in folder: URL) throws(DatasetError) -> [String] {
  if RegularFile.isAbsent(folder) { return [] }
  do {
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  } catch {
    throw .unreadable(folder.path, reason: SystemReason.words(for: error))
  }
}

/// What lies in `folder`, in a few words.
func contents(of folder: URL) throws(DatasetError) -> String {
  if RegularFile.isAbsent(folder) { return "there is no such folder" }
  let found = try names(in: folder)
  guard !found.isEmpty else { return "the folder is empty" }
  let shown = found.prefix(6).map { Wording.printable($0, limit: 60) }.joined(separator: ", ")
  return "the folder holds \(shown)" + (found.count > 6 ? " and \(found.count - 6) more" : "")
}
