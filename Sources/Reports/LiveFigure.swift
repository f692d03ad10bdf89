import Experiments

/// A figure that a reader can ask for again under other settings, in the page itself (Docs/LiveFigures.md).
///
/// What makes it again is the chapter's own code, here as in the page, where it runs as WebAssembly: it depends on
/// nothing but the settings.
public struct LiveFigure: Sendable {
  /// That of the figure.
  public let id: String
  /// What a reader may set. Each has a field of the figure's specifications (`LiveSpecification`).
  public let decisions: [Decision]
  /// What is to be computed under some settings, in this order. While a run is made, the function that is passed in
  /// hears which share of it is done.
  ///
  /// - Throws: For a value that cannot be run.
  public let parts: Parts
  public typealias Parts =
    @Sendable (LiveSettings, @escaping @Sendable (Double) -> Void) throws(SpecificationError) ->
    [LivePart]

  public init(_ id: String, decisions: [Decision], parts: @escaping Parts) {
    (self.id, self.decisions, self.parts) = (id, decisions, parts)
  }
}

/// A part of what a live figure computes, so that what is there can be shown while the rest is on its way.
public struct LivePart: Sendable {
  /// Whether a later part replaces it, as all seeds do the first one.
  public let isPreview: Bool
  public let make: @Sendable () -> LiveAnswer

  public init(isPreview: Bool = false, make: @escaping @Sendable () -> LiveAnswer) {
    (self.isPreview, self.make) = (isPreview, make)
  }
}

/// A live figure as the report's own runs have made it, to which the page holds every other answer.
public struct LiveRecord: Sendable {
  public var figure: LiveFigure
  public var answer: LiveAnswer

  public init(_ figure: LiveFigure, _ answer: LiveAnswer) {
    (self.figure, self.answer) = (figure, answer)
  }
}
