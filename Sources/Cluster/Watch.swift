import Experiments
import Foundation
import Support

/// Looks at the queue, the accounting and the store for every run of a ledger.
public struct Watch: Sendable {
  /// Where a run is, by its last submission.
  public struct Entry: Sendable {
    public var name: String
    /// `"<kind>/<hash>"`.
    public var key: String
    /// Places of its array in the ledger and of its element in the array.
    public var array: Int
    public var element: Int
    public var standing: JobStanding
  }

  public let slurm: any Slurm
  /// Whether a record is in the store; asked for each run that is looked at.
  public let hasRecord: @Sendable (String) -> Bool

  public init(slurm: any Slurm, hasRecord: @escaping @Sendable (String) -> Bool) {
    (self.slurm, self.hasRecord) = (slurm, hasRecord)
  }

  /// Every run of the ledger with its place, in the order of submission.
  ///
  /// **Cost**: One question to squeue, and one to sacct where something ended without a record.
  ///
  /// - Parameter keys: Of the runs to look at; nil for all.
  public func look(
    at ledger: Ledger, of keys: Set<String>? = nil
  ) throws(ClusterError) -> [Entry] {
    var entries: [Entry] = []
    var open: [Int] = []
    let latest = ledger.latest.filter { keys?.contains($0.key) ?? true }.sorted {
      ($0.value.array, $0.value.element) < ($1.value.array, $1.value.element)
    }
    for (key, place) in latest {
      let array = ledger.arrays[place.array]
      var entry = Entry(
        name: array.elements[place.element].name, key: key, array: place.array,
        element: place.element, standing: .unknown)
      if hasRecord(key) {
        entry.standing = .finished
      } else if let reason = array.elements[place.element].closed {
        entry.standing = .givenUp(reason)
      } else if let refusal = array.refusal {
        entry.standing = .refused(refusal)
      } else if array.job != nil {
        open.append(entries.count)
      }
      entries.append(entry)
    }
    guard !open.isEmpty else { return entries }
    let names = Set(open.map { ledger.arrays[entries[$0].array].name }).sorted()
    var queued: [ElementID: ElementState] = [:]
    for line in try slurm.queue(names: names) { queued[line.id] = line.state }
    var gone: [Int] = []
    func id(_ index: Int) -> ElementID {
      let entry = entries[index]
      return ElementID(job: ledger.arrays[entry.array].job ?? "", element: entry.element)
    }
    for index in open {
      switch queued[id(index)] {
      case let state? where state.phase == .pending:
        entries[index].standing = .pending(reason: state.reason)
      case let state? where state.phase == .running:
        entries[index].standing = .running(node: state.node)
      default: gone.append(index)
      }
    }
    // A record may have come between the first look and the queue's answer.
    gone = gone.filter { index in
      guard hasRecord(entries[index].key) else { return true }
      entries[index].standing = .finished
      return false
    }
    let ended = try slurm.accounting(of: gone.map(id), names: names)
    for index in gone {
      // What the queue no longer has does not run, whatever accounting says that has not heard yet, or never will
      // because a controller was lost.
      guard let state = ended[id(index)], state.phase == .ended else { continue }
      var end = JobEnd(state: state.state, node: state.node, exitStatus: state.exitStatus)
      end.limitMinutes = ledger.arrays[entries[index].array].resources.minutes
      end.notice = notice(of: id(index), in: ledger)
      if end.notice == nil { end.lastLine = lastLine(of: id(index), in: ledger) }
      end.hasArchive = hasArchive(of: entries[index].key, in: ledger)
      entries[index].standing = .ended(end)
    }
    return entries
  }

  private func hasArchive(of key: String, in ledger: Ledger) -> Bool {
    guard let key = RunKey(key) else { return false }
    let file = ledger.folder.appendingPathComponent(
      "\(SlurmScript.inboxName)/\(SlurmScript.archiveName(of: key))")
    return FileManager.default.fileExists(atPath: file.path)
  }

  private func notice(of id: ElementID, in ledger: Ledger) -> WorkerNotice? {
    for folder in [SlurmScript.noticesName, SlurmScript.inboxName] {
      let file = WorkerNotice.file(
        job: id.job, element: id.element, in: ledger.folder.appendingPathComponent(folder))
      if let notice = WorkerNotice(contentsOf: file) { return notice }
    }
    return nil
  }

  /// The last line of a log that is not empty, at most 300 characters of it.
  private func lastLine(of id: ElementID, in ledger: Ledger) -> String? {
    let file = ledger.folder.appendingPathComponent(
      "\(SlurmScript.logsName)/\(id.description).txt")
    var end: [UInt8] = []
    guard (try? RegularFile.read(file, { end = (end + $0).suffix(4096) })) != nil else {
      return nil
    }
    return String(decoding: end, as: UTF8.self).split(separator: "\n")
      .map { $0.trimmingCharacters(in: .whitespaces) }
      .last { !$0.isEmpty }.map { Wording.printable($0, limit: 300) }
  }
}
