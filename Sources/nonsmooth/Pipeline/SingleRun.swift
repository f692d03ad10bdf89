import ChapterKit
import Foundation

/// One training run in a folder of the user's choice.
struct SingleRun {
  let specification: TrainingSpecification
  /// What relative paths in the specification start at.
  let folder: URL
  let directory: URL
  let threads: Int
  private let canonical: Data
  private static let specificationName = "spec.json"

  init(
    specification: TrainingSpecification, folder: URL, directory: URL, threads: Int
  ) throws {
    (self.specification, self.folder) = (specification, folder)
    (self.directory, self.threads) = (directory, threads)
    canonical = try CanonicalJSON.encode(specification)
  }

  /// Returns the finished record at once where there is one; else trains, from the last checkpoint
  /// where there is one.
  ///
  /// - Throws: A failure when the folder belongs to another specification, or the run's own errors.
  func perform() throws -> RunRecord {
    try claim()
    if let record = try RunRecord.read(from: directory) { return record }
    let flag = CancellationFlag.onInterrupt()
    let images = try DatasetChoice.images(for: specification.dataset, folder: folder)
    let key = RunKey(kind: specification.kind, hash: Checksum.sha256(canonical))
    var provenance = Provenance.current(threads: threads)
    provenance.libraries = Libraries.linked
    provenance.numerics = (specification.numerics ?? .portable).rawValue
    provenance.openBLAS = specification.numerics == .native ? OpenBLAS.configuration : nil
    let (wall, cpu) = (ResourceUsage.wallSeconds, ResourceUsage.processSeconds)
    var lastNote = wall
    let summary: TrainingSummary
    do {
      summary = try runTraining(
        specification, images: images, directory: directory, threads: threads, folder: folder,
        progress: { share in
          if flag.isSet { throw CancellationError() }
          let now = ResourceUsage.wallSeconds
          guard now - lastNote >= 5, share > 0 else { return }
          lastNote = now
          let left = (now - wall) * (1 - share) / share
          Console.note("training: \(Int(share * 100)) %, \(Console.duration(left)) left")
        })
    } catch is CancellationError {
      throw CommandFailure(
        "Run '\(directory.path)': interrupted, expected to finish. Start again to continue.")
    }
    provenance.finished = Provenance.date()
    var record = RunRecord(
      name: directory.lastPathComponent, kind: key.kind, key: key.hash,
      codeVersion: CodeVersion.of(kind: key.kind),
      spec: try CanonicalJSON.decode(JSONValue.self, from: canonical),
      specHash: Checksum.sha256(canonical),
      inputs: [specification.dataset.name.rawValue: images.sha256],
      prerequisites: [:], provenance: provenance,
      wallSeconds: ResourceUsage.wallSeconds - wall, cpuSeconds: ResourceUsage.processSeconds - cpu,
      peakMemoryBytes: ResourceUsage.peakMemoryBytes, imagesPerSecond: summary.imagesPerSecond,
      files: [:])
    try record.write(to: directory)
    return record
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
    try canonical.write(to: file, options: .atomic)
  }
}
