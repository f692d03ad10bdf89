import Foundation
import Support

/// Carries records from one store to another in a tar archive,
/// `nonsmooth-store/<kind>/<key>/<file>`, with every hash checked on both sides.
public enum RecordArchive {
  static let folder = "nonsmooth-store"

  /// Writes the records of `keys` to `file`, which must not exist.
  ///
  /// - Returns: The archive's bytes.
  /// - Throws: `damagedRecord` for a record that does not fit its hashes, `cannotWrite`, `cannotRead`.
  public static func export(
    _ keys: [RunKey], of store: DirectoryRunStore, to file: URL
  ) throws(ExperimentsError) -> Int {
    try StoreArchive.write(to: file) { () throws(ExperimentsError) in
      var entries: [StoreArchive.Entry] = []
      for key in keys.sorted(by: { $0.description < $1.description }) {
        let directory = store.directory(of: key)
        guard let record = try RunRecord.read(from: directory) else {
          throw .damagedRecord(directory.path, reason: "record.json is missing")
        }
        // What lies there beside them, such as a desktop's files, is no part of the record.
        for name in record.files.keys.sorted() + [RunRecord.fileName] {
          guard name == RunRecord.fileName || RunRecord.isResult(name) else {
            throw .damagedRecord(directory.path, reason: "'\(name)' is no name of a run's file")
          }
          entries.append(
            StoreArchive.Entry(
              file: directory.appendingPathComponent(name), path: "\(folder)/\(key)/\(name)"))
        }
      }
      return entries
    }
  }

  /// What an archive brought.
  public struct Import: Sendable, Equatable, Encodable {
    /// Keys of the records that are new here.
    public var taken: [String] = []
    /// Keys of the records that were here already, the very same ones.
    public var known: [String] = []
    /// Keys of the runs that were here already, made apart and with the same bits.
    public var confirmed: [String] = []
    /// Runs that were here already, with other bits.
    public var conflicts: [RunConflict] = []
    /// Keys of the runs that another process is making or taking here, so that nothing was done.
    public var busy: [String] = []

    public init() {}

    public static func + (one: Import, two: Import) -> Import {
      var sum = one
      sum.taken += two.taken
      sum.known += two.known
      sum.confirmed += two.confirmed
      sum.conflicts += two.conflicts
      sum.busy += two.busy
      return sum
    }
  }

  /// Takes the records of `file` into `store`: all of them, or none where one of them is not whole. What is
  /// here already is compared; see `RunAdoption`.
  ///
  /// - Throws: `badArchive`, `newerStore`, `cannotRead` or `cannotWrite`.
  public static func take(
    _ file: URL, into store: DirectoryRunStore
  ) throws(ExperimentsError) -> Import {
    let archive = try StoreArchive.Reader(file, folder: folder, of: "a record")
    let found = try records(in: archive).sorted { $0.key.description < $1.key.description }
    let stage = try StoreStage(in: store)
    defer { stage.end() }
    try archive.unpack(to: stage.folder)
    for (key, record) in found {
      do throws(ExperimentsError) {
        try RunRecord.checkFiles(
          record.files, in: stage.folder.appendingPathComponent(key.description))
      } catch {
        guard case .damagedRecord(_, let reason) = error else { throw error }
        throw .badArchive(file.path, reason: "\(key): \(reason)")
      }
    }
    var result = Import()
    for (key, _) in found {
      let staged = stage.folder.appendingPathComponent(key.description)
      switch try store.adopt(staged, as: key, flushes: false) {
      case .taken: result.taken.append(key.description)
      case .known: result.known.append(key.description)
      case .confirmed: result.confirmed.append(key.description)
      case .conflict(let conflict): result.conflicts.append(conflict)
      case .busy: result.busy.append(key.description)
      }
    }
    for kind in Set(found.map(\.key.kind)) {
      try ExperimentsError.storing(
        try WholeFile.flush(store.root.appendingPathComponent(kind)))
    }
    return result
  }

  /// The records of an archive, each checked for being that of its place, with all of its files and no other, so
  /// that nothing is unpacked of an archive that is refused for what it says.
  private static func records(
    in archive: StoreArchive.Reader
  ) throws(ExperimentsError) -> [RunKey: RunRecord] {
    let members = Dictionary(grouping: archive.members, by: \.key)
    guard !members.isEmpty else { throw archive.bad("it holds no records") }
    var records: [RunKey: RunRecord] = [:]
    for (key, files) in members {
      func bad(_ reason: String) -> ExperimentsError { archive.bad("\(key): \(reason)") }
      guard let own = files.first(where: { $0.name == RunRecord.fileName }) else {
        throw bad("record.json is missing")
      }
      guard let json = try archive.contents(of: own, limit: RunRecord.largest) else {
        throw bad("record.json is not a record")
      }
      let record: RunRecord
      do throws(ExperimentsError) {
        record = try RunRecord(json: json, folder: "\(archive.file.path): \(key)")
      } catch {
        guard case .damagedRecord(_, let reason) = error else { throw error }
        throw bad(reason)
      }
      guard record.key == key.hash, record.kind == key.kind else {
        throw bad("it belongs to another run")
      }
      for file in files where file.name != RunRecord.fileName && record.files[file.name] == nil {
        throw bad("\(file.name) is not among its files")
      }
      records[key] = record
    }
    return records
  }
}
