import ArgumentParser
import ChapterKit
import Foundation
import Kernels
import Pipeline
import Support

/// The options of every subcommand, as typed.
struct GlobalOptions: ParsableArguments {
  @Option(help: "smoke, quick, standard or paper.")
  var profile = "quick"

  @Option(help: "Worker threads; results do not depend on it. Default: one per core.")
  var threads: Int?

  @Option(
    help: """
      portable: the same bits on every machine of an architecture. native: OpenBLAS for large \
      products, see Docs/Numerics.md. Default: portable, or what a run's specification says.
      """)
  var numerics: String?

  @Flag(help: "Print results as JSON.")
  var json = false

  @Option(help: "cifar10 or fashion-mnist, in place of the profile's own images.")
  var dataset: String?

  @Option(help: "The folder of the data set's files.")
  var dataPath: String?

  @Option(
    help: """
      A safetensors file of torchvision's VGG16 weights, which the profile paper starts from. Default: \
      the variable IMAGENET_WEIGHTS. See Docs/Paper.md.
      """)
  var imagenetWeights: String?

  @Option(
    help: """
      Seconds between the checkpoints of a training run; more where writing them would take over \
      2 % of the time. Default: 30.
      """)
  var checkpointSeconds = 30.0

  @Option(help: "The repository. Default: found upward from the working directory.")
  var root: String?

  static let datasets = ["cifar10", "fashion-mnist"]

  func validate() throws {
    try Self.check("Profile", profile, among: Profile.allCases.map(\.rawValue))
    if let numerics {
      try Self.check("Numerics", numerics, among: Numerics.allCases.map(\.rawValue))
    }
    if let dataset { try Self.check("Data set", dataset, among: Self.datasets + ["embedded"]) }
    try checkInterval()
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
      dataset: dataset,
      dataPath: dataPath, imagenetWeights: imagenetWeightsPath, threads: threadCount)
    workspace.numerics = parsedNumerics ?? .portable
    workspace.checkpointSeconds = checkpointSeconds
    return workspace
  }
}
