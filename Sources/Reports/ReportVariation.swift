import Experiments
import Support

/// What makes a report another one than its profile's: the settings as given, and what each changed.
public struct ReportVariation: Sendable, Encodable {
  /// E.g. `"B2.learningRate=0.02"`.
  public var settings: [String]
  public var effects: [Effect]

  /// What a setting changed, with the words for it.
  public struct Effect: Sendable, Encodable {
    private var effect: Variation.Effect

    init(_ effect: Variation.Effect) { self.effect = effect }

    private enum CodingKeys: CodingKey { case words }

    public func encode(to encoder: any Encoder) throws {
      try effect.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(effect.words, forKey: .words)
    }
  }

  public init(settings: [String], effects: [Variation.Effect]) {
    (self.settings, self.effects) = (settings, effects.map(Effect.init))
  }
}
