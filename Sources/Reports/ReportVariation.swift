import Experiments

/// What makes a report another one than its profile's: the settings as given, and what each changed.
public struct ReportVariation: Sendable, Encodable {
  /// E.g. `"B2.learningRate=0.02"`.
  public var settings: [String]
  public var effects: [Variation.Effect]

  public init(settings: [String], effects: [Variation.Effect]) {
    (self.settings, self.effects) = (settings, effects)
  }
}
