import Experiments

/// What a report was made with: the program's account of itself, the profile, and its images.
public struct ReportProvenance: Sendable, Encodable {
  public struct Dataset: Sendable, Encodable {
    public var name: String
    public var sha256: String
    /// False where its files are not those that its publisher has; else nil.
    public var isPublished: Bool?

    public init(name: String, sha256: String, isPublished: Bool = true) {
      (self.name, self.sha256) = (name, sha256)
      self.isPublished = isPublished ? nil : false
    }
  }

  private struct Choice: Encodable {
    var profile: String
    var dataset: Dataset
  }

  public var program: Provenance
  public var profile: String
  public var dataset: Dataset

  public init(program: Provenance, profile: String, dataset: Dataset) {
    (self.program, self.profile, self.dataset) = (program, profile, dataset)
  }

  public func encode(to encoder: any Encoder) throws {
    try Joined(first: program, second: Choice(profile: profile, dataset: dataset))
      .encode(to: encoder)
  }
}
