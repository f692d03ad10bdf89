import ArgumentParser
import ChapterKit
import Datasets
import Foundation
import Kernels
import Neural
import Pipeline
import Support

struct SharedOptions<Shown: OptionChoice>: ParsableArguments {
  @Option var profile: String
  @Option var threads: Int?
  @Option var numerics: String?
  @Option var vectors: String?
  @Flag var json = false
  @Option var dataset: String?
  @Option var dataPath: String?
  @Flag var knownData = false
  @Option var imagenetWeights: String?
  @Option var checkpointSeconds: Double
  @Option var root: String?

  init() {
    func help(_ option: SharedOption, _ words: String) -> ArgumentHelp {
      ArgumentHelp(words, visibility: Shown.shown.contains(option) ? .default : .hidden)
    }
    _profile = Option(
      wrappedValue: "quick", help: help(.profile, "smoke, quick, standard or paper."))
    _threads = Option(
      help: help(
        .threads, "Worker threads; results do not depend on it. Default: one per core."))
    _numerics = Option(
      help: help(
        .numerics,
        """
        portable: the same bits on every machine of an architecture. native: OpenBLAS for large products, see \
        Docs/Numerics.md. Default: portable, or what a run's specification says.
        """))
    _vectors = Option(
      help: help(
        .vectors,
        """
        Bits of the kernels' vectors: 256, 512 or auto; results do not depend on it. Default: auto, 512 where \
        the processor has them and computes faster with them.
        """))
    _json = Flag(wrappedValue: false, help: help(.json, "Print results as JSON."))
    _dataset = Option(
      help: help(.dataset, "cifar10 or fashion-mnist, in place of the profile's own images."))
    _dataPath = Option(help: help(.dataPath, "The folder of the data set's files."))
    _knownData = Flag(
      wrappedValue: false,
      help: help(
        .knownData,
        """
        With --data-path: take files other than the published ones, which are refused otherwise. The report names \
        them so.
        """))
    _imagenetWeights = Option(
      help: help(
        .weights,
        """
        A safetensors file of torchvision's VGG16 weights, which the profile paper starts from. Default: the \
        variable IMAGENET_WEIGHTS. See Docs/Paper.md.
        """))
    _checkpointSeconds = Option(
      wrappedValue: 30,
      help: help(
        .checkpoints,
        """
        Seconds between the checkpoints of a training run; more where writing them would take over 2 % of the \
        time.
        """))
    _root = Option(
      help: help(.root, "The repository. Default: found upward from the working directory."))
  }

  func validate() throws {
    try Self.check("Profile", profile, among: Profile.allCases.map(\.rawValue))
    if let numerics {
      try Self.check("Numerics", numerics, among: Numerics.allCases.map(\.rawValue))
    }
    if let vectors {
      try Self.check("Vectors", vectors, among: VectorWidth.allCases.map(\.rawValue))
    }
    if let dataset {
      try Self.check("Data set", dataset, among: DatasetName.allCases.map(\.commandLineName))
    }
    if knownData, dataPath == nil {
      throw ValidationError(
        "Option 'known-data': without 'data-path', expected with it. Give the folder of the files.")
    }
    try checkInterval()
    // Of the whole process, as are the processor's.
    try VectorWidth(rawValue: vectors ?? "").map(Vectors.use)
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError(
        "Option 'threads': \(threads), expected 1 to 1024. Give the number of cores to use.")
    }
  }

  private func checkInterval() throws {
    guard checkpointSeconds > 0, checkpointSeconds <= 86_400 else {
      throw ValidationError(
        "Option 'checkpoint-seconds': \(checkpointSeconds), expected above 0 and at most 86400. "
          + "Give some seconds.")
    }
  }

  private static func check(_ subject: String, _ name: String, among names: [String]) throws {
    guard names.contains(name) else {
      throw ValidationError(Spelling.unknown(subject, name, among: names))
    }
  }

  var parsedProfile: Profile { Profile(rawValue: profile) ?? .quick }

  var parsedNumerics: Numerics? { numerics.flatMap(Numerics.init(rawValue:)) }

  /// The option's file, else the variable's.
  var imagenetWeightsPath: String? {
    let variable = ProcessInfo.processInfo.environment["IMAGENET_WEIGHTS"] ?? ""
    return imagenetWeights ?? (variable.isEmpty ? nil : variable)
  }

  var threadCount: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }

  /// The repository and the folders that a command of these options works in.
  func workspace() throws -> Workspace {
    var workspace = try Workspace(
      root: Workspace.findRoot(explicit: root), chapters: ChapterList.all, profile: parsedProfile,
      dataset: dataset, dataPath: dataPath, imagenetWeights: imagenetWeightsPath,
      threads: threadCount)
    workspace.numerics = parsedNumerics ?? .portable
    workspace.takesUnpublishedData = knownData
    workspace.checkpointSeconds = checkpointSeconds
    return workspace
  }
}

/// Those of commands that make runs.
typealias GlobalOptions = SharedOptions<Shows.Everything>
