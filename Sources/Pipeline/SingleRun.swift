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
  private static let specificationName = "spec.json"

  package init(
    specification: TrainingSpecification, folder: URL, directory: URL, threads: Int,
    checkpointSeconds: Double
  ) throws {
    (self.specification, self.folder) = (specification, folder)
    (self.directory, self.threads) = (directory, threads)
    self.checkpointSeconds = checkpointSeconds
    canonical = try CanonicalJSON.encode(specification)
  }

  /// Returns the finished record at once where there is one; else trains, from the last checkpoint
  /// where there is one. A damaged record is set aside with its folder, and the run made again.
  ///
  /// - Throws: A failure when the folder belongs to another specification, or the run's own errors.
  package func perform() throws -> RunRecord {
    let flag = CancellationFlag.onInterrupt(
      lastWords:
        "Run '\(directory.path)': interrupted in the middle of a step, expected to finish. "
        + "Start again to continue from the last checkpoint.")
    let code = try CodeFingerprints.current(numerics: specification.numerics ?? .portable)
      .of(kind: specification.kind)
    try claim()
    let lock = try wait(flag)
    defer { lock.release() }
    let damage: String
    do {
      if let record = try RunRecord.read(from: directory) {
        note(code.changes(since: record.code))
        return record
      }
      return try train(code, flag)
    } catch {
      guard case .damagedRecord(let path, let reason)? = error as? ExperimentsError else {
        throw error
      }
      damage = "Record '\(path)': \(reason)"
    }
    let aside = try setAside()
    Console.note("\(damage); moved to '\(aside.path)' and run again.")
    try claim()
    let fresh = try wait(flag)
    defer { fresh.release() }
    return try train(code, flag)
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
    var provenance = Provenance.current(threads: threads)
    provenance.libraries = Libraries.linked
    provenance.numerics = (specification.numerics ?? .portable).rawValue
    provenance.openBLAS = specification.numerics == .native ? OpenBLAS.configuration : nil
    var record = RunRecord(
      name: directory.lastPathComponent, kind: specification.kind, code: code,
      spec: try CanonicalJSON.decode(JSONValue.self, from: canonical),
      specHash: Checksum.sha256(canonical), inputs: try inputs(images), provenance: provenance,
      wallSeconds: 0, cpuSeconds: 0, peakMemoryBytes: 0)
    let (wall, cpu) = (ResourceUsage.wallSeconds, ResourceUsage.processSeconds)
    var lastNote = wall
    let summary: TrainingSummary
    do {
      summary = try runTraining(
        specification, images: images, directory: directory, threads: threads, folder: folder,
        checkpoints: CheckpointPolicy(
          seconds: checkpointSeconds, identity: record.key, warn: { Console.note($0) }),
        progress: { share in
          if flag.isSet { throw CancellationError() }
          let now = ResourceUsage.wallSeconds
          guard now - lastNote >= 5, share > 0 else { return }
          lastNote = now
          let left = (now - wall) * (1 - share) / share
          Console.note("training: \(Int(share * 100)) %, \(Wording.duration(left)) left")
        })
    } catch is CancellationError {
      throw interrupted
    }
    record.provenance.finished = Provenance.date()
    record.wallSeconds = ResourceUsage.wallSeconds - wall
    record.cpuSeconds = ResourceUsage.processSeconds - cpu
    record.peakMemoryBytes = ResourceUsage.peakMemoryBytes
    record.imagesPerSecond = summary.imagesPerSecond
    try record.write(to: directory)
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
    while true {
      if let lock = try FileLock.acquire(directory) { return lock }
      if !isNoted { Console.note("waiting for another process, which makes this run") }
      isNoted = true
      if flag.isSet { throw interrupted }
      usleep(100_000)
    }
  }

  /// Moves the folder away, to `<name>.damaged-1` or a later number.
  private func setAside() throws -> URL {
    let files = FileManager.default
    var number = 1
    while true {
      let target = directory.deletingLastPathComponent()
        .appendingPathComponent("\(directory.lastPathComponent).damaged-\(number)")
      if !files.fileExists(atPath: target.path) {
        try files.moveItem(at: directory, to: target)
        return target
      }
      number += 1
    }
  }

  /// Makes the folder this specification's own, or finds that it is.
  private func claim() throws {
    let file = directory.appendingPathComponent(Self.specificationName)
    if let before = try? Data(contentsOf: file) {
      guard before == canonical else {
        throw CommandFailure(
          "Folder '\(directory.path)': holds a run of another specification, expected the same one "
            + "or an empty folder. Choose another --output.")
      }
      return
    }
    // A process that was killed while it made the folder its own leaves a hidden, half-written file.
    let contents = ((try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? [])
      .filter { !$0.hasPrefix(".") }
    guard contents.isEmpty else {
      throw CommandFailure(
        "Folder '\(directory.path)': holds \(contents.count) files that are no run, expected an "
          + "empty folder. Choose another --output.")
    }
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    try WholeFile.write(canonical, to: file)
  }
}
