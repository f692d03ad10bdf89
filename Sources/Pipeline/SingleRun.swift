import Experiments
import Foundation
import Kernels
import Neural
import Support

/// One training run in a folder of the user's choice.
package struct SingleRun {
  let specification: TrainingSpecification
  /// What relative paths in the specification start at.
  let folder: URL
  package let directory: URL
  let threads: Int
  let checkpointSeconds: Double
  private let canonical: Data
  /// Marks the folder as this run's.
  private static let specificationName = "spec.json"
  /// All that a finished run consists of. Nothing else in the folder is ever moved, removed or sealed.
  private static let results = [
    specificationName, "metrics.jsonl", "weights.safetensors", "optimizer.safetensors"
  ]

  package init(
    specification: TrainingSpecification, folder: URL, directory: URL, threads: Int,
    checkpointSeconds: Double
  ) throws {
    guard specification.optimizerState != .carriedOver else {
      throw NeuralError.field(
        "optimizerState", found: "carriedOver without a run before", expected: "fresh")
    }
    (self.specification, self.folder) = (specification, folder)
    (self.directory, self.threads) = (directory, threads)
    self.checkpointSeconds = checkpointSeconds
    canonical = try CanonicalJSON.encode(specification)
  }

  /// Returns the finished record at once where there is one; else trains, from the last checkpoint
  /// where there is one. A damaged record's files are moved away, and the run made again.
  ///
  /// - Throws: A failure when the folder belongs to another specification or to the user, or the run's own errors.
  package func perform() throws -> RunRecord {
    let flag = CancellationFlag.onInterrupt(
      lastWords:
        "Run '\(directory.path)': interrupted in the middle of a step, expected to finish. "
        + "Start again to continue from the last checkpoint.")
    let code = try CodeFingerprints.current(numerics: specification.numerics ?? .portable)
      .of(kind: specification.kind)
    try requireInputsElsewhere()
    try WholeFile.createFolder(directory)
    let lock = try wait(flag)
    defer { lock.release() }
    try claim()
    do {
      if let record = try finished() {
        note(code.changes(since: record.code))
        return record
      }
    } catch {
      guard case .damagedRecord(let path, let reason)? = error as? ExperimentsError else {
        throw error
      }
      let aside = try setAside()
      Console.note("Record '\(path)': \(reason); moved to '\(aside.path)' and run again.")
    }
    return try train(code, flag)
  }

  /// The record in the folder, if it is that of this specification, images and weights; nil where there is none.
  private func finished() throws -> RunRecord? {
    guard let record = try RunRecord.read(from: directory) else { return nil }
    guard record.specHash == Checksum.sha256(canonical), record.kind == specification.kind else {
      throw ExperimentsError.damagedRecord(
        directory.path, reason: "it is of another specification than the folder")
    }
    if let problem = try TrainingCheck.problem(of: record, in: directory) {
      throw ExperimentsError.damagedRecord(directory.path, reason: problem)
    }
    let present: [String: String]
    do {
      present = try inputs(DatasetChoice.images(for: specification.dataset, folder: folder))
    } catch {
      Console.note(
        "Run '\(directory.path)': kept, though what it was made from cannot be compared any more. "
          + SystemReason.sentence(of: error))
      return record
    }
    for (name, hash) in present.sorted(by: { $0.key < $1.key }) where record.inputs[name] != hash {
      throw CommandFailure(
        "Run '\(directory.path)': made from other data, \(name) of SHA-256 "
          + "\(record.inputs[name]?.prefix(12) ?? "none"), expected \(hash.prefix(12)). "
          + "Choose another --output.")
    }
    return record
  }

  private func note(_ changes: [String]) {
    guard !changes.isEmpty else { return }
    Console.note(
      "Run '\(directory.path)': made by other code (\(changes.joined(separator: "; "))), kept as it "
        + "is. Choose another --output to run it with this code.")
  }

  private func train(_ code: CodeFingerprint, _ flag: CancellationFlag) throws -> RunRecord {
    try ResourceUsage.require(
      memory: specification.memoryBytes, for: directory.lastPathComponent)
    let images = try DatasetChoice.images(for: specification.dataset, folder: folder)
    var provenance = Provenance.current(threads: threads, directory: Workspace.program)
    provenance.libraries = Libraries.linked
    provenance.vectors = Vectors.current.width
    provenance.numerics = (specification.numerics ?? .portable).rawValue
    provenance.openBLAS = specification.numerics == .native ? OpenBLAS.configuration : nil
    var record = try RunRecord(
      name: directory.lastPathComponent, kind: specification.kind, code: code,
      specification: canonical, inputs: inputs(images), provenance: provenance, wallSeconds: 0,
      cpuSeconds: 0, peakMemoryBytes: 0)
    let stopwatch = ResourceUsage.stopwatch(ofProcess: true)
    var lastNote = ResourceUsage.wallSeconds
    let summary: TrainingSummary
    do {
      summary = try runTraining(
        specification, images: images, directory: directory, threads: threads, folder: folder,
        checkpoints: CheckpointPolicy(
          seconds: checkpointSeconds, identity: record.key, stopwatch: stopwatch,
          warn: { Console.note($0) }),
        progress: { share in
          if flag.isSet { throw CancellationError() }
          let now = ResourceUsage.wallSeconds
          guard now - lastNote >= 5, share > 0 else { return }
          lastNote = now
          let left = stopwatch.reading.wallSeconds * (1 - share) / share
          Console.note("training: \(Int(share * 100)) %, \(Wording.duration(left)) left")
        })
    } catch is CancellationError {
      throw interrupted
    }
    record.provenance.finished = Provenance.date()
    let taken = stopwatch.reading
    (record.wallSeconds, record.cpuSeconds) = (taken.wallSeconds, taken.cpuSeconds)
    record.peakMemoryBytes = ResourceUsage.peakMemoryBytes
    record.imagesPerSecond = summary.imagesPerSecond
    try record.write(to: directory, files: Self.results)
    return record
  }

  private var interrupted: CommandFailure {
    CommandFailure(
      "Run '\(directory.path)': interrupted, expected to finish. Start again to continue.")
  }

  /// The hashes of the images and of the files that the specification names.
  private func inputs(_ images: ImageSet) throws -> [String: String] {
    var inputs = [specification.dataset.name.rawValue: images.sha256]
    for (name, file) in [
      ("initialWeights", specification.initialWeights),
      ("initialState", specification.optimizer.initialState)
    ] {
      guard let file else { continue }
      inputs[name] = try Checksum.sha256(ofFile: URL(fileURLWithPath: file, relativeTo: folder))
    }
    return inputs
  }

  /// Waits until no other process makes the run.
  private func wait(_ flag: CancellationFlag) throws -> FileLock {
    var isNoted = false
    return try FileLock.wait(for: directory) {
      // No need to wait for a run of another specification.
      _ = try isClaimed()
      if !isNoted { Console.note("waiting for another process, which makes this run") }
      isNoted = true
      if flag.isSet { throw interrupted }
    }
  }

  /// Moves the run's own files to a new folder, `<name>.damaged-1` or with a later number.
  private func setAside() throws -> URL {
    let files = FileManager.default
    let names = try Folder.names(in: directory).filter {
      Self.results.contains($0) && $0 != Self.specificationName || $0.hasPrefix("checkpoint.")
    }
    var target = directory
    var number = 0
    repeat {
      number += 1
      target = directory.deletingLastPathComponent()
        .appendingPathComponent("\(directory.lastPathComponent).damaged-\(number)")
    } while !RegularFile.isAbsent(target)
    try WholeFile.createFolder(target)
    // The record first, so that no record is ever there without its files.
    for name in [RunRecord.fileName] + names {
      try files.moveItem(
        at: directory.appendingPathComponent(name), to: target.appendingPathComponent(name))
    }
    return target
  }

  /// Whether the folder is this specification's already.
  private func isClaimed() throws -> Bool {
    let file = directory.appendingPathComponent(Self.specificationName)
    guard let before = try RegularFile.contents(ifPresent: file, limit: 1 << 26) else {
      return false
    }
    guard before == canonical else {
      throw CommandFailure(
        "Folder '\(directory.path)': holds a run of another specification, expected the same one "
          + "or an empty folder. Choose another --output.")
    }
    return true
  }

  /// Makes the folder, which is locked, this specification's own, or finds that it is.
  private func claim() throws {
    if try isClaimed() { return }
    // A process that was killed while it made the folder its own leaves a half-written marker.
    let (own, others) = try Folder.names(in: directory).reduce(into: ([String](), [String]())) {
      if WholeFile.isPartial($1), $1.hasPrefix("\(Self.specificationName).") {
        $0.0.append($1)
      } else {
        $0.1.append($1)
      }
    }
    guard others.isEmpty else {
      throw CommandFailure(
        "Folder '\(directory.path)': holds '\(Wording.printable(others[0]))'"
          + (others.count > 1 ? " and \(others.count - 1) more" : "")
          + ", which no run has written, expected an empty folder. Choose another --output.")
    }
    for name in own {
      try FileManager.default.removeItem(at: directory.appendingPathComponent(name))
    }
    try WholeFile.write(
      canonical, to: directory.appendingPathComponent(Self.specificationName))
  }

  /// Requires that the run writes over none of the files that it reads.
  private func requireInputsElsewhere() throws {
    let inputs = [specification.initialWeights, specification.optimizer.initialState]
    for case let file? in inputs {
      let place = URL(fileURLWithPath: file, relativeTo: folder).resolvingSymlinksInPath()
      guard place.deletingLastPathComponent().path != directory.resolvingSymlinksInPath().path
      else {
        throw CommandFailure(
          "File '\(place.path)': lies in the folder for the results, expected it elsewhere. "
            + "Choose another --output.")
      }
    }
  }
}
