import Experiments
import Support

/// What makes a report another one than its profile's: the settings as given, and what each changed.
public struct ReportVariation: Sendable {
  /// E.g. `"B2.learningRate=0.02"`.
  public var settings: [String]
  public var effects: [Variation.Effect]

  public init(settings: [String], effects: [Variation.Effect]) {
    (self.settings, self.effects) = (settings, effects)
  }

  var json: JSONValue {
    .object([
      "settings": JSONValue(strings: settings),
      "effects": .array(
        effects.map { effect in
          .object([
            "name": .string(effect.name), "field": .string(effect.field),
            "value": .string(effect.value), "before": JSONValue(strings: effect.before),
            "experiments": JSONValue(strings: effect.experiments), "words": .string(effect.words)
          ])
        })
    ])
  }
}
