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

    /// Whether something may still come of it.
    public var isOpen: Bool {
      isSettling || !again.isEmpty
        || entries.contains { $0.standing.isActive && !closed.contains($0.key) }
    }
    /// Keys of those given up.
    var closed: Set<String> = []
    /// Whether records or news are waited for.
    public var isSettling = false

    public init() {}
  }

  public let site: SiteSettings
  public private(set) var ledger: Ledger
  public let watch: Watch
  /// Of every run that is wanted, by its key.
  public let jobs: [String: Job]
  private let script: (SubmittedArray, [Job]) throws -> SlurmScript
  private let clock: () -> Double
  private let date: () -> String
  /// When a run was first seen to have ended without a record.
  private var missingSince: [String: Double] = [:]
  /// Reasons for giving up, by places of arrays and elements, that are not written yet.
  private var closing: [Int: [Int: String]] = [:]

  /// - Parameters:
  ///   - jobs: The runs that are wanted and have no record.
  ///   - script: The script of an array of these jobs.
  ///   - clock: Monotonic seconds.
  public init(
    ledger: Ledger, watch: Watch, site: SiteSettings, jobs: [Job],
    clock: @escaping () -> Double = { ResourceUsage.wallSeconds },
    date: @escaping () -> String = { Provenance.date() },
    script: @escaping (SubmittedArray, [Job]) throws -> SlurmScript
  ) {
    (self.ledger, self.watch, self.site) = (ledger, watch, site)
    self.jobs = Dictionary(jobs.map { ($0.key.description, $0) }) { first, _ in first }
    (self.clock, self.date, self.script) = (clock, date, script)
  }

  /// Finds the arrays of which an earlier process never heard whether they were accepted.
  public func recover() throws {
    for var array in ledger.arrays where array.job == nil && array.refusal == nil {
      array.job = try watch.slurm.job(named: array.name)
      if array.job == nil { array.refusal = "no answer came when it was submitted" }
      try ledger.keep(array)
    }
  }

  /// Submits every job that is not in Slurm's hands already.
  ///
  /// - Returns: The arrays submitted now, the refused ones among them, and what had ended unnoticed before.
  public func start() throws -> (
    arrays: [SubmittedArray], earlier: [(name: String, message: String)]
  ) {
    try recover()
    var earlier: [(name: String, message: String)] = []
    var underWay: Set<String> = []
    for entry in try watch.look(at: ledger) where jobs[entry.key] != nil {
      guard element(of: entry).closed == nil else { continue }
      switch entry.standing {
      case .finished, .pending, .running, .unknown: underWay.insert(entry.key)
      case .refused: continue
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
    try ledger.prune(finished: watch.hasRecord)
    let wanted = jobs.values.filter { !underWay.contains($0.key.description) }
    return (try submit(wanted.sorted { $0.name < $1.name }, elements: [:]), earlier)
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
  public func round() throws -> Round {
    try recover()
    var round = Round()
    round.entries = try watch.look(at: ledger).filter { jobs[$0.key] != nil }
    var again: [String: SubmittedArray.Element] = [:]
    var refused: [Watch.Entry] = []
    var useless: [ElementID] = []
    for entry in round.entries where element(of: entry).closed == nil {
      switch entry.standing {
      case .pending(let reason) where JobStanding.hopelessReasons.contains(reason):
        useless.append(id(of: entry))
        giveUp(
          entry,
          "Run '\(entry.name)': Slurm keeps it waiting (\(reason)), expected it to start some time. Correct "
            + "the settings of sbatch or the limits of cores and minutes, then start again.",
          round: &round)
      case .pending(let reason) where JobStanding.isHeldAfterFailedLaunch(reason):
        useless.append(id(of: entry))
        resubmit(
          entry, reason: "could not be launched by Slurm", into: &again, round: &round)
      case .finished, .pending, .running: missingSince[entry.key] = nil
      case .refused: refused.append(entry)
      case .unknown:
        if isOverdue(entry.key) {
          resubmit(
            entry, reason: "is no longer known to Slurm", into: &again, round: &round)
        } else {
          round.isSettling = true
        }
      case .ended(let end):
        judge(end, of: entry, again: &again, round: &round)
      }
    }
    try watch.slurm.cancel(useless)
    // A refusal may come of a limit on how much one user may submit.
    if !round.entries.contains(where: \.standing.isActive), again.isEmpty, !round.isSettling {
      try retry(refused, round: &round)
    }
    try keepClosed()
    if !again.isEmpty {
      let wanted = again.keys.sorted().compactMap { jobs[$0] }
      for array in try submit(wanted, elements: again) where array.job == nil {
        round.isSettling = true
      }
    }
    try keepClosed()
    return round
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
      guard isOverdue(entry.key) else {
        round.isSettling = true
        return
      }
      giveUp(
        entry,
        "Run '\(entry.name)': its job finished\(end.node.isEmpty ? "" : " on \(end.node)") and its record "
          + "is not here, expected it in the store. See whether workers share that folder; where not, "
          + "set store to carried.", round: &round)
    case .waiting(let message):
      let needed = jobs[entry.key]?.prerequisites.map(\.description) ?? []
      let missing = needed.filter { !watch.hasRecord($0) }
      let places = Dictionary(round.entries.map { ($0.key, $0) }) { first, _ in first }
      let hopeless = missing.first { key in
        guard let entry = places[key] else { return true }
        return element(of: entry).closed != nil || closing[entry.array]?[entry.element] != nil
      }
      if hopeless != nil {
        giveUp(entry, message, round: &round)
      } else if !missing.allSatisfy({ places[$0]?.standing.isActive == true || again[$0] != nil }) {
        // What becomes of the other run is not settled yet.
        round.isSettling = true
      } else {
        var element = element(of: entry)
        element.closed = nil
        again[entry.key] = element
        round.again.append((entry.name, "waited for another run"))
      }
    }
  }

  private func isOverdue(_ key: String) -> Bool {
    let since = missingSince[key] ?? clock()
    missingSince[key] = since
    return clock() - since >= site.settleSeconds
  }

  private func resubmit(
    _ entry: Watch.Entry, reason: String, moreTime: Bool = false, moreMemory: Bool = false,
    into again: inout [String: SubmittedArray.Element], round: inout Round
  ) {
    var element = element(of: entry)
    guard element.attempt < site.resubmissions else {
      let times = element.attempt == 1 ? "once" : "\(element.attempt) times"
      return giveUp(
        entry,
        "Run '\(entry.name)': \(reason) after it had been submitted again \(times), expected to finish. "
          + "Start again to go on from its last checkpoint, or raise resubmissions.", round: &round)
    }
    element.attempt += 1
    element.moreTime += moreTime ? 1 : 0
    element.moreMemory += moreMemory ? 1 : 0
    missingSince[entry.key] = nil
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

  /// Submits refused arrays once more when nothing else is under way, and gives them up when all of them are
  /// refused again.
  private func retry(_ refused: [Watch.Entry], round: inout Round) throws {
    guard !refused.isEmpty else { return }
    let wanted = refused.compactMap { jobs[$0.key] }
    var elements: [String: SubmittedArray.Element] = [:]
    for entry in refused { elements[entry.key] = element(of: entry) }
    let submitted = try submit(wanted, elements: elements)
    guard submitted.allSatisfy({ $0.refusal != nil }) else {
      round.again += submitted.filter { $0.refusal == nil }.flatMap(\.elements)
        .map { ($0.name, "had been refused") }
      return
    }
    for entry in try watch.look(at: ledger) {
      guard elements[entry.key] != nil, case .refused(let words) = entry.standing else { continue }
      giveUp(
        entry,
        "Run '\(entry.name)': Slurm refused it: \(words); expected it in the queue. Correct the settings "
          + "of sbatch, then start again.", round: &round)
    }
  }

  private func id(of entry: Watch.Entry) -> ElementID {
    ElementID(job: ledger.arrays[entry.array].job ?? "", element: entry.element)
  }

  private func element(of entry: Watch.Entry) -> SubmittedArray.Element {
    ledger.arrays[entry.array].elements[entry.element]
  }

  /// Submits jobs in arrays of like cost.
  ///
  /// - Parameter elements: What is known of earlier submissions, by key.
  private func submit(
    _ jobs: [Job], elements: [String: SubmittedArray.Element]
  ) throws -> [SubmittedArray] {
    guard !jobs.isEmpty else { return [] }
    func element(_ job: Job) -> SubmittedArray.Element {
      elements[job.key.description]
        ?? SubmittedArray.Element(name: job.name, key: job.key.description)
    }
    let groups = JobArray.group(jobs, site: site, active: try activeArrays()) { job in
      let earlier = element(job)
      return JobResources(
        job, site: site, moreTime: earlier.moreTime, moreMemory: earlier.moreMemory)
    }
    var submitted: [SubmittedArray] = []
    for group in groups {
      var array = SubmittedArray(
        sequence: (ledger.arrays.map(\.sequence).max() ?? 0) + 1,
        name: "nonsmooth-" + UUID().uuidString.lowercased().prefix(8), job: nil, refusal: nil,
        submitted: date(), resources: group.resources, elements: group.jobs.map(element))
      if let first = group.waitsFor.first(where: { submitted[$0].refusal != nil }) {
        array.refusal =
          "the runs that it waits for were refused: \(submitted[first].refusal ?? "")"
      } else {
        let text = try script(array, group.jobs).text
        try ledger.keep(array)
        try ledger.keep(script: text, of: array.name)
        let after = group.waitsFor.compactMap { submitted[$0].job } + group.follows
        try ask(text, for: &array, after: after)
      }
      try ledger.keep(array)
      submitted.append(array)
    }
    return submitted
  }

  private func ask(_ text: String, for array: inout SubmittedArray, after: [String]) throws {
    do {
      switch try watch.slurm.submit(text, after: after) {
      case .accepted(let job): array.job = job
      case .refused(let words): array.refusal = words
      }
    } catch ClusterError.programFailed {
      // It may have been accepted all the same, which the next round finds out.
    }
  }

  /// Slurm's numbers of the arrays in which runs are pending or running.
  private func activeArrays() throws -> [RunKey: String] {
    var active: [RunKey: String] = [:]
    for entry in try watch.look(at: ledger) where entry.standing.isActive {
      guard let job = ledger.arrays[entry.array].job else { continue }
      let parts = entry.key.split(separator: "/").map(String.init)
      if parts.count == 2 { active[RunKey(kind: parts[0], hash: parts[1])] = job }
    }
    return active
  }
}
