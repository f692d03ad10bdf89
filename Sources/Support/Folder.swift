import Foundation

/// What lies in a folder.
public enum Folder {
  /// The regular files below `folder`, by their path inside it, sorted; empty where there is no such folder.
  public static func files(below folder: URL) -> [String] {
    guard let walk = FileManager.default.enumerator(atPath: folder.path) else { return [] }
    var names: [String] = []
    while let name = walk.nextObject() as? String {
      if walk.fileAttributes?[.type] as? FileAttributeType == .typeRegular { names.append(name) }
    }
    return names.sorted()
  }

  /// All names in `folder` itself, hidden ones too, sorted; none where there is no such folder.
  ///
  /// - Throws: `cannotRead` for a folder that is there and may not be read.
  public static func names(in folder: URL) throws(FileError) -> [String] {
    if RegularFile.isAbsent(folder) { return [] }
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    } catch {
      throw .cannotRead(folder.path, reason: SystemReason.words(for: error))
    }
  }
}
