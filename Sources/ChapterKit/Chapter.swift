import Convex
import Datasets
import Experiments
import Kernels
import Neural
import Plots
import Reports

/// One section of the paper: what it runs, and what it makes of the outcomes.
public protocol Chapter: Sendable {
  /// As on the command line, e.g. `"edge-of-stability"`.
  var name: String { get }
  var title: String { get }
  /// The paper's sections, e.g. `"Section 4, Appendices B and C"`.
  var paperSections: String { get }
  /// Whether its page speaks of all chapters, so that it needs the runs of all; false unless it says so.
  var speaksOfAll: Bool { get }
  /// Those of its files, without `.swift`, that pages also run as WebAssembly (Docs/LiveFigures.md); none unless it
  /// says so. They declare `liveFigures(_:)`.
  var liveFiles: [String] { get }
  /// The runs that the setting asks for.
  func experiments(for setting: Setting) throws -> [Experiment]
  /// Values, figures, tables and verdicts, as a pure function of the outcomes.
  func report(from results: any Results, for setting: Setting) throws -> ChapterReport
  /// Settings of the runs that could have been chosen otherwise; none unless it says so.
  func decisions(for setting: Setting) throws -> [Decision]
  /// By claim, the number of its evidence that shows how it comes to its verdict.
  var effects: [String: ClaimEffect] { get }
  /// The claims called `ids` alone, which are judged in many universes; those of its report unless it says how to come by
  /// them sooner.
  func claims(_ ids: Set<String>, from results: any Results, for setting: Setting) throws -> [Claim]
  /// A claim about the universes themselves, judged by the answers of its chapter, which are by claim; any other as it is.
  func settled(_ claim: Claim, by answers: [String: MultiverseAnswer]) -> Claim
}

extension Chapter {
  public var speaksOfAll: Bool { false }
  public var liveFiles: [String] { [] }

  public func decisions(for setting: Setting) throws -> [Decision] { [] }

  public var effects: [String: ClaimEffect] { [:] }

  public func settled(_ claim: Claim, by answers: [String: MultiverseAnswer]) -> Claim { claim }

  public func claims(
    _ ids: Set<String>, from results: any Results, for setting: Setting
  ) throws -> [Claim] {
    try report(from: results, for: setting).claims.filter { ids.contains($0.id) }
  }

  /// Its folder, from the repository's root.
  package var folder: String { ReportChapter.folder(of: name) }
}

/// What a chapter may depend on besides its own code.
public struct Setting: Sendable {
  /// What every training run of a chapter computes its products with.
  public var numerics = Numerics.portable
  public var profile: Profile
  /// The images of the deep experiments.
  public var dataset: DatasetReference
  /// The file of torchvision's VGG16 weights that the profile `paper` starts from.
  public var imagenetWeights: WeightsReference?
  /// Whether the runs are only listed, so that files they would read need not be there.
  public var isPlan: Bool

  public init(
    profile: Profile, dataset: DatasetReference, imagenetWeights: WeightsReference? = nil,
    isPlan: Bool = false
  ) {
    (self.profile, self.dataset) = (profile, dataset)
    (self.imagenetWeights, self.isPlan) = (imagenetWeights, isPlan)
  }
}

/// A data set by its name in the run specification, where it lies, and its hash.
public struct DatasetReference: Sendable, Codable {
  /// `"embedded"`, `"cifar10"` or `"fashionMNIST"`.
  public var name: String
  /// The folder; nil for the embedded images.
  public var path: String?
  public var sha256: String

  public init(name: String, path: String?, sha256: String) {
    (self.name, self.path, self.sha256) = (name, path, sha256)
  }
}
