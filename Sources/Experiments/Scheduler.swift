import Foundation
import Support

/// Runs experiments whose records are missing, several side by side.
///
/// A run starts when its prerequisites are finished; of those that can start, the one with the
/// longest estimate goes first, as long as all that run together fit into memory. A failed run stops
/// those that wait for it and no others. Each run has one thread, unless nothing else can run beside it:
/// then it has all of them. A run that another process is making is waited for, while others go on; its
/// record is then taken, or the run itself where that process has died.
public struct Scheduler: Sendable {
  public let store: any RunStore
  /// Runs side by side at most.
  public let concurrency: Int
  public let flag: CancellationFlag
  public let progress: ProgressReporter?
  /// Bytes that runs side by side may take together.
  public let memoryBytes: Int
  /// Seconds between the checkpoints of a long run at least.
  public let checkpointSeconds: Double
  private let provenance: Provenance

  /// - Parameters:
  ///   - concurrency: Threads in all; usually the number of processors.
  ///   - flag: Stops the runs when set; `CancellationFlag.onInterrupt()` for Ctrl-C.
  ///   - progress: Told of each start, step and end; nil for silence.
  ///   - memoryBytes: Nil for what the machine has free now.
  public init(
    store: any RunStore, concurrency: Int, flag: CancellationFlag = CancellationFlag(),
    progress: ProgressReporter? = nil, provenance: Provenance? = nil, memoryBytes: Int? = nil,
    checkpointSeconds: Double = 30
  ) {
    precondition(concurrency > 0, "Scheduler: \(concurrency) threads, expected 1 or more.")
    (self.store, self.concurrency, self.flag) = (store, concurrency, flag)
    self.progress = progress
    self.memoryBytes = memoryBytes ?? ResourceUsage.availableMemoryBytes
    self.checkpointSeconds = checkpointSeconds
    self.provenance = provenance ?? Provenance.current(threads: concurrency)
  }

  /// What `run` would do, in the order of `experiments`.
  ///
  /// - Parameter checksFiles: Whether the files of finished runs are read too, as `run` does, which finds damaged
  ///   ones and takes as long as reading them.
  /// - Throws: What `RunKey.keys` and the store throw.
  public func plan(
    _ experiments: [Experiment], checksFiles: Bool = true
  ) throws(ExperimentsError) -> [PlannedRun] {
    let keys = try RunKey.keys(of: experiments, code: store.code)
    var seen: Set<String> = []
    var planned: [PlannedRun] = []
    var earlier: [String: Double]?
    let distinct = experiments.filter { seen.insert($0.name).inserted }
    let states = try store.lookUp(distinct.map { keys[$0.name]! }, checksFiles: checksFiles)
    for (experiment, state) in zip(distinct, states) {
      let key = keys[experiment.name]!
      var (seconds, basis) = (experiment.estimatedSeconds, PlannedRun.Basis.guess)
      if case .finished(let record) = state {
        (seconds, basis) = (record.wallSeconds, .record)
      } else {
        let times = earlier ?? store.earlierSeconds()
        earlier = times
        let specification = Checksum.sha256(experiment.specification)
        if let before = times["\(experiment.kind)/\(specification)"] {
          (seconds, basis) = (before, .earlierRun)
        }
      }
      planned.append(
        PlannedRun(
          name: experiment.name, key: key, state: state, prerequisites: experiment.prerequisites,
          estimatedSeconds: seconds, basis: basis))
    }
    return planned
  }

  /// Runs what has no record and returns how each ended; returns early when the flag is set.
  ///
  /// - Parameter only: Names of the runs to make, whose prerequisites have records; nil for all.
  /// - Throws: What `plan` throws; a failing run does not throw, it is in the summary.
  public func run(
    _ experiments: [Experiment], only: Set<String>? = nil
  ) throws(ExperimentsError) -> RunSummary {
    let all = try plan(experiments)
    let planned = all.filter { only?.contains($0.name) ?? true }
    let keys = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0.key) })
    let byName = Dictionary(experiments.map { ($0.name, $0) }, uniquingKeysWith: { a, _ in a })
    var nodes: [RunKey: RunQueue.Node] = [:]
    var fresh: [String] = []
    var warnings: [String] = []
    let missing = Set(planned.filter { !$0.isFinished }.map(\.key))
    for run in planned {
      if case .setAside(let reason) = run.state { warnings.append(reason) }
      if !missing.contains(run.key) {
        fresh.append(run.name)
      } else if nodes[run.key] != nil {
        nodes[run.key]!.names.append(run.name)
      } else {
        let waits = run.prerequisites.compactMap { keys[$0] }.filter(missing.contains)
        nodes[run.key] = RunQueue.Node(
          experiment: byName[run.name]!, key: run.key, estimate: run.estimatedSeconds,
          waitsFor: Set(waits), names: [run.name])
      }
    }
    for warning in warnings { progress?.note(warning) }
    progress?.begin(nodes.mapValues(\.estimate), side: concurrency)
    let queue = RunQueue(
      Array(nodes.values), fresh: fresh, warnings: warnings, flag: flag, memoryBytes: memoryBytes)
    for (name, message) in queue.refuseTooLarge() {
      progress?.note("failed \(name): \(message)")
    }
    work(queue, keys: keys, workers: min(concurrency, nodes.count))
    let summary = queue.end()
    progress?.end()
    return summary
  }

  private func work(_ queue: RunQueue, keys: [String: RunKey], workers: Int) {
    let group = DispatchGroup()
    for _ in 0..<workers {
      group.enter()
      let thread = Thread {
        while let (node, alone) = queue.next() {
          perform(node, threads: alone ? concurrency : 1, keys: keys, queue: queue)
        }
        group.leave()
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    group.wait()
  }

  private func perform(
    _ node: RunQueue.Node, threads: Int, keys: [String: RunKey], queue: RunQueue
  ) {
    let experiment = node.experiment
    var directory: URL?
    do {
      let label = RunLabel(
        name: experiment.name, specHash: Checksum.sha256(experiment.specification),
        code: store.code.of(kind: experiment.kind).hash)
      let place: URL
      switch try store.begin(node.key, label: label) {
      case .taken(let owner):
        if queue.postpone(node) {
          progress?.note("waiting for \(experiment.name), which \(owner) is making")
        }
        return
      case .finished:
        progress?.take(node.key, name: experiment.name)
        queue.taken(node)
        return
      case .run(let free): place = free
      }
      directory = place
      progress?.start(node.key, name: experiment.name)
      let (store, flag, progress) = (store, flag, progress)
      let stopwatch = ResourceUsage.stopwatch(ofProcess: threads > 1)
      let context = RunContext(
        directory: place, threads: threads,
        progress: { share in
          progress?.step(node.key, share: share)
          if flag.isSet { throw CancellationError() }
        },
        prerequisite: { name in
          guard experiment.prerequisites.contains(name), let key = keys[name] else {
            throw ExperimentsError.unknownPrerequisite(name, of: experiment.name)
          }
          return store.directory(of: key)
        }, checkpointSeconds: checkpointSeconds, stopwatch: stopwatch,
        note: { progress?.note("\(experiment.name): \($0)") })
      let record = try measured(node, by: stopwatch, threads: threads, keys: keys) {
        let outcome = try experiment.body(context)
        try ExperimentsError.storing(
          try WholeFile.write(
            outcome, to: place.appendingPathComponent(RunRecord.outcomeFileName)))
      }
      try store.finish(record, for: node.key, from: place)
      progress?.finish(node.key, name: experiment.name, seconds: record.wallSeconds)
      queue.finished(node)
    } catch {
      let trouble = FileError(storage: error)
      let stopped = trouble != nil || (error is CancellationError && flag.isSet)
      if stopped {
        // What a stopped run leaves may hold a checkpoint to go on from.
        if let directory { store.abandon(directory, keep: true) }
        progress?.finish(node.key, name: experiment.name, seconds: nil)
        queue.stopped(node, by: trouble)
      } else {
        var message = SystemReason.sentence(of: error)
        if let directory, let kept = store.fail(node.key, in: directory, message: message) {
          message += " What it wrote is in '\(kept.path)'."
        }
        progress?.fail(node.key, name: experiment.name, message: message)
        queue.failed(node, message: message)
      }
    }
  }

  private func measured(
    _ node: RunQueue.Node, by stopwatch: Stopwatch, threads: Int, keys: [String: RunKey],
    body: () throws -> Void
  ) throws -> RunRecord {
    var provenance = provenance
    provenance.threads = threads
    provenance.started = Provenance.date()
    try body()
    let taken = stopwatch.reading
    provenance.finished = Provenance.date()
    let experiment = node.experiment
    return try RunRecord(
      name: experiment.name, kind: experiment.kind, code: store.code.of(kind: experiment.kind),
      specification: experiment.specification, inputs: experiment.inputs,
      prerequisites: experiment.prerequisites.map { ($0, keys[$0]!.description) },
      provenance: provenance, wallSeconds: taken.wallSeconds, cpuSeconds: taken.cpuSeconds,
      peakMemoryBytes: ResourceUsage.peakMemoryBytes)
  }
}
