import Foundation
import Support

/// What the declared experiments run with, a variation's changes included, by the experiment's name.
///
/// A chapter words its settings from here, so that a report cannot state one that did not run. Looking at a
/// specification counts as no reading of the run (``RunReading``).
public struct Specifications: Sendable {
  let json: [String: Data]

  public init(_ experiments: [Experiment]) {
    json = Dictionary(experiments.map { ($0.name, $0.specification) }) { first, _ in first }
  }

  /// The specification of the experiment called `name`.
  ///
  /// - Throws: `unknownExperiment`, or what the type's decoding throws.
  public func specification<Specification: Decodable>(
    _ type: Specification.Type, of name: String
  ) throws -> Specification {
    guard let data = json[name] else { throw ExperimentsError.unknownExperiment(name) }
    return try CanonicalJSON.decode(type, from: data)
  }

  /// Those of the experiments called `names`.
  public func specifications<Specification: Decodable>(
    _ type: Specification.Type, of names: [String]
  ) throws -> [String: Specification] {
    try names.reduce(into: [:]) { $0[$1] = try specification(type, of: $1) }
  }
}
