import Experiments
import Foundation

/// Hands jobs to Slurm and stays with them: submits, looks, submits again what was lost.
///
/// All that it must remember is in the ledger's folder, so that it may end at any moment, with or without a
/// word, and another one goes on. One process at a time; the caller holds a lock.
public final class Campaign {
  /// What a round of looking and submitting again brought.
  public struct Round {
    public var entries: [Watch.Entry] = []
    /// Names of runs that were submitted again, each with the reason.
    public var again: [(name: String, reason: String)] = []
    /// Names of runs that are given up, each with a sentence.
    public var givenUp: [(name: String, message: String)] = []
    /// Whether records, news or other runs are waited for.
    public var isSettling = false
    /// Keys of those given up.
    var closed: Set<String> = []

    /// Whether something may still come of it.
    public var isOpen: Bool {
      isSettling || !again.isEmpty
        || entries.contains { $0.standing.isActive && !closed.contains($0.key) }
    }
  }

  public let site: SiteSettings
  public internal(set) var ledger: Ledger
  public let watch: Watch
  /// Of every run that is wanted, by its key.
  public let jobs: [String: Job]
  private let keys: Set<String>
  let script: (SubmittedArray, [Job]) throws -> SlurmScript
  private let clock: () -> Double
  let date: () -> String
  /// When something was first seen as it is, by the key of a run or the name of an array: a run that ended
  /// without a record, a wait without hope, an array without an answer.
  private var since: [String: Double] = [:]
  /// Reasons for giving up, by places of arrays and elements, that are not written yet.
  private var closing: [Int: [Int: String]] = [:]
  /// Runs that were given up by a round that then failed.
  private var untold: [(name: String, message: String)] = []

  /// - Parameters:
  ///   - jobs: The runs that are wanted and have no record.
  ///   - clock: Monotonic seconds.
  ///   - script: The script of an array of these jobs.
  public init(
    ledger: Ledger, watch: Watch, site: SiteSettings, jobs: [Job],
    clock: @escaping () -> Double = { ResourceUsage.wallSeconds },
    date: @escaping () -> String = { Provenance.date() },
    script: @escaping (SubmittedArray, [Job]) throws -> SlurmScript
  ) {
    (self.ledger, self.watch, self.site) = (ledger, watch, site)
    self.jobs = Dictionary(jobs.map { ($0.key.description, $0) }) { first, _ in first }
    keys = Set(self.jobs.keys)
    (self.clock, self.date, self.script) = (clock, date, script)
  }

  /// Submits every job that is not in Slurm's hands already.
  ///
  /// - Returns: The arrays submitted now, the refused ones among them, and what had ended unnoticed before.
  public func start() throws -> (
    arrays: [SubmittedArray], earlier: [(name: String, message: String)]
  ) {
    try recover(patience: 0)
    closing = [:]
    var earlier: [(name: String, message: String)] = []
    var underWay: Set<String> = []
    let entries = try watch.look(at: ledger)
    for entry in entries where jobs[entry.key] != nil {
      switch entry.standing {
      case .finished, .pending, .running, .unknown: underWay.insert(entry.key)
      case .refused, .givenUp: continue
      case .ended(let end):
        // What was lost is submitted again by the first round, which counts how often.
        guard case .final(let message) = end.verdict(name: entry.name) else {
          underWay.insert(entry.key)
          continue
        }
        earlier.append((entry.name, message))
        close(entry, because: message)
      }
    }
    try keepClosed()
    let active = activeArrays(entries)
    ledger.prune(
      finished: watch.hasRecord, active: Set(entries.filter(\.standing.isActive).map(\.array)))
    let wanted = jobs.values.filter {
      let key = $0.key.description
      return !underWay.contains(key) && !watch.hasRecord(key)
    }
    let arrays = try submit(wanted.sorted { $0.name < $1.name }, elements: [:], active: active)
    return (arrays, earlier)
  }

  /// How many runs without a record Slurm has accepted and home waits for.
  public var inSlurmsHands: Int {
    ledger.latest.count { key, place in
      let array = ledger.arrays[place.array]
      return array.job != nil && array.elements[place.element].closed == nil && jobs[key] != nil
        && !watch.hasRecord(key)
    }
  }

  /// The runs that have no record, in the order of their submission, each with the sentence that says why.
  public var unfinished: [(name: String, message: String)] {
    ledger.latest.filter { jobs[$0.key] != nil && !watch.hasRecord($0.key) }
      .sorted { ($0.value.array, $0.value.element) < ($1.value.array, $1.value.element) }
      .map { _, place in
        let element = ledger.arrays[place.array].elements[place.element]
        let message =
          element.closed
          ?? "Run '\(element.name)': its record is not here, expected it when its job had ended. Start again."
        return (element.name, message)
      }
  }

  /// Looks once at everything, and submits again what was lost.
  ///
  /// - Throws: Among others `programFailed` when Slurm does not answer; a later round goes on from there.
  public func round() throws -> Round {
    try recover(patience: site.settleSeconds)
    closing = [:]
    var round = Round()
    round.entries = try watch.look(at: ledger, of: keys)
    var again: [String: SubmittedArray.Element] = [:]
    var (refused, waiting): ([Watch.Entry], [(Watch.Entry, JobEnd)]) = ([], [])
    var useless: [ElementID] = []
    for entry in round.entries {
      switch entry.standing {
      case .pending(let reason) where JobStanding.hopelessReasons.contains(reason):
        guard isOverdue(entry.key, patience: site.settleSeconds) else { continue }
        useless.append(id(of: entry))
        giveUp(
          entry,
          "Run '\(entry.name)': Slurm keeps it waiting (\(reason)), expected it to start some time. Correct "
            + "the settings of sbatch or the limits of cores and minutes, then start again.",
          round: &round)
      case .pending(let reason) where JobStanding.isHeldAfterFailedLaunch(reason):
        useless.append(id(of: entry))
        resubmit(entry, reason: "could not be launched by Slurm", into: &again, round: &round)
      case .finished, .pending, .running: since[entry.key] = nil
      case .givenUp: continue
      case .refused: refused.append(entry)
      case .unknown:
        if ledger.arrays[entry.array].job != nil,
          isOverdue(entry.key, patience: site.settleSeconds)
        {
          resubmit(entry, reason: "is no longer known to Slurm", into: &again, round: &round)
        } else {
          round.isSettling = true
        }
      case .ended(let end):
        // Its record may have come as an archive that is not whole or not taken yet.
        if end.hasArchive, !isOverdue(entry.key, patience: site.settleSeconds) {
          round.isSettling = true
        } else if case .waiting = end.verdict(name: entry.name) {
          waiting.append((entry, end))
        } else {
          judge(end, of: entry, again: &again, round: &round)
        }
      }
    }
    let hasWaiting = judge(waiting, again: &again, round: &round)
    try watch.slurm.cancel(useless)
    try keepClosed()
    untold += round.givenUp
    let active = activeArrays(round.entries.filter { !round.closed.contains($0.key) })
    let wanted = again.keys.sorted().compactMap { jobs[$0] }
    let submitted = try submit(wanted, elements: again, active: active)
    // A refusal may come of a limit on how much one user may submit: once nothing is in the queue, it counts.
    if active.isEmpty, again.isEmpty, !round.isSettling {
      try retry(refused, round: &round)
    }
    round.isSettling = round.isSettling || hasWaiting || submitted.contains { $0.job == nil }
    (round.givenUp, untold) = (untold, [])
    return round
  }

  /// Finds the arrays of which nobody knows yet whether they were accepted.
  ///
  /// - Parameter patience: Seconds after which what Slurm does not know was not accepted.
  private func recover(patience: Double) throws {
    for var array in ledger.arrays where array.job == nil && array.refusal == nil {
      array.job = try watch.slurm.job(named: array.name)
      if array.job == nil {
        guard isOverdue(array.name, patience: patience) else { continue }
        array.refusal = "no answer came when it was submitted"
      }
      try ledger.keep(array)
    }
  }

  private func judge(
    _ end: JobEnd, of entry: Watch.Entry, again: inout [String: SubmittedArray.Element],
    round: inout Round
  ) {
    switch end.verdict(name: entry.name) {
    case .again(let reason, let moreTime, let moreMemory):
      resubmit(
        entry, reason: reason, moreTime: moreTime, moreMemory: moreMemory, into: &again,
        round: &round)
    case .final(let message): giveUp(entry, message, round: &round)
    case .settling:
      guard isOverdue(entry.key, patience: site.settleSeconds) else {
        round.isSettling = true
        return
      }
      giveUp(
        entry,
        "Run '\(entry.name)': its job finished\(end.node.isEmpty ? "" : " on \(end.node)") and its record "
          + "is not here, expected it in the store. See whether workers share that folder; where not, "
          + "set store to carried.", round: &round)
    case .waiting: preconditionFailure("Campaign: a run that waits is judged after the others.")
    }
  }

  /// Judges runs whose workers found no record of a run that they start from, once all others are judged.
  ///
  /// - Returns: Whether some of them still wait for what becomes of another.
  private func judge(
    _ waiting: [(entry: Watch.Entry, end: JobEnd)],
    again: inout [String: SubmittedArray.Element], round: inout Round
  ) -> Bool {
    guard !waiting.isEmpty else { return false }
    let others = Dictionary(round.entries.map { ($0.key, $0) }) { first, _ in first }
    var hasWaiting = false
    for (entry, end) in waiting {
      let needed = jobs[entry.key]?.prerequisites.map(\.description) ?? []
      let missing = needed.filter { !watch.hasRecord($0) }
      if let lost = missing.first(where: { isLost(others[$0], round: round) }) {
        let message =
          others[lost].map {
            "Run '\(entry.name)': the run '\($0.name)' that it starts from was given up, expected its record. "
              + "Mend that one, then start again."
          } ?? (end.notice?.message ?? "")
        giveUp(entry, message, round: &round)
      } else if missing.isEmpty {
        resubmit(
          entry,
          reason: "did not find the record of a run that it starts from\(end.place)",
          next:
            "Home has that record: see whether workers share home's store, and where they do not, whether "
            + "fetch brings archives.",
          into: &again, round: &round)
      } else if missing.allSatisfy({ others[$0]!.standing.isActive || again[$0] != nil }) {
        again[entry.key] = element(of: entry)
        round.again.append((entry.name, "waited for another run"))
      } else {
        hasWaiting = true
      }
    }
    return hasWaiting
  }

  /// Whether no record will come of a run: nobody wants it, or it is given up.
  private func isLost(_ entry: Watch.Entry?, round: Round) -> Bool {
    guard let entry else { return true }
    if case .givenUp = entry.standing { return true }
    return round.closed.contains(entry.key)
  }

  /// Whether something has been as it is for `patience` seconds.
  private func isOverdue(_ what: String, patience: Double) -> Bool {
    let first = since[what] ?? clock()
    since[what] = first
    return clock() - first >= patience
  }

  private func resubmit(
    _ entry: Watch.Entry, reason: String, moreTime: Bool = false, moreMemory: Bool = false,
    next: String = "Start again to go on from its last checkpoint, or raise resubmissions.",
    into again: inout [String: SubmittedArray.Element], round: inout Round
  ) {
    var element = element(of: entry)
    guard element.attempt < site.resubmissions else {
      let times = element.attempt == 1 ? "once" : "\(element.attempt) times"
      let more = element.attempt == 0 ? "" : " after it had been submitted again \(times)"
      return giveUp(
        entry, "Run '\(entry.name)': \(reason)\(more), expected to finish. \(next)", round: &round)
    }
    element.attempt += 1
    element.moreTime += moreTime ? 1 : 0
    element.moreMemory += moreMemory ? 1 : 0
    since[entry.key] = nil
    again[entry.key] = element
    round.again.append((entry.name, reason))
  }

  private func giveUp(_ entry: Watch.Entry, _ message: String, round: inout Round) {
    round.givenUp.append((entry.name, message))
    round.closed.insert(entry.key)
    close(entry, because: message)
  }

  private func close(_ entry: Watch.Entry, because reason: String) {
    closing[entry.array, default: [:]][entry.element] = reason
  }

  /// Writes what was closed since the last call, each array once.
  private func keepClosed() throws {
    for (place, reasons) in closing {
      var array = ledger.arrays[place]
      for (element, reason) in reasons { array.elements[element].closed = reason }
      try ledger.keep(array)
    }
    closing = [:]
  }

  /// Submits refused arrays once more, and gives their runs up when all of them are refused again.
  private func retry(_ refused: [Watch.Entry], round: inout Round) throws {
    guard !refused.isEmpty else { return }
    var elements: [String: SubmittedArray.Element] = [:]
    for entry in refused { elements[entry.key] = element(of: entry) }
    let submitted = try submit(
      refused.compactMap { jobs[$0.key] }, elements: elements, active: [:])
    let accepted = submitted.filter { $0.refusal == nil }
    guard accepted.isEmpty else {
      round.again += accepted.flatMap(\.elements).map { ($0.name, "had been refused") }
      return
    }
    let given = round.givenUp.count
    let latest = ledger.latest
    for var entry in refused {
      guard let place = latest[entry.key] else { continue }
      (entry.array, entry.element) = place
      giveUp(
        entry,
        "Run '\(entry.name)': Slurm refused it: \(ledger.arrays[place.array].refusal ?? ""); expected it in "
          + "the queue. Correct the settings of sbatch, then start again.", round: &round)
    }
    try keepClosed()
    untold += round.givenUp[given...]
  }

  private func id(of entry: Watch.Entry) -> ElementID {
    ElementID(job: ledger.arrays[entry.array].job ?? "", element: entry.element)
  }

  private func element(of entry: Watch.Entry) -> SubmittedArray.Element {
    ledger.arrays[entry.array].elements[entry.element]
  }
}
