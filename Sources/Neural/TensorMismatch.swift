import Support

/// A tensor of a file that does not fit the network.
public struct TensorMismatch: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable {
    case missing, superfluous
    case different = "other shape or type"
  }

  public var kind: Kind
  public var name: String
  /// E.g. `"F32 of shape [10, 4096]"`; nil when missing.
  public var found: String?
  /// Likewise; nil when superfluous.
  public var expected: String?

  public init(_ kind: Kind, _ name: String, found: String? = nil, expected: String? = nil) {
    (self.kind, self.name, self.found, self.expected) = (kind, name, found, expected)
  }

  var line: String {
    let text =
      switch (found, expected) {
      case (nil, let expected?): "missing: \(name), \(expected)"
      case (let found?, nil): "superfluous: \(name), \(found)"
      default: "\(kind.rawValue): \(name), \(found ?? "") in place of \(expected ?? "")"
      }
    return Wording.printable(text)
  }

  /// Compares names, shapes and types one by one.
  ///
  /// - Parameters:
  ///   - wanted: F32 tensors by name and shape.
  ///   - subject: What the tensors are, for the error.
  ///   - ignoring: Names of further tensors that may be there.
  /// - Throws: `NeuralError.tensors` with everything that does not fit, in the order of `wanted`, then
  ///   of the names.
  static func check(
    _ tensors: [String: Tensor], against wanted: [(name: String, shape: [Int])],
    of subject: String, ignoring: (String) -> Bool
  ) throws {
    var found: [TensorMismatch] = []
    for (name, shape) in wanted {
      let expected = "F32 of shape \(shape)"
      guard let tensor = tensors[name] else {
        found.append(TensorMismatch(.missing, name, expected: expected))
        continue
      }
      let actual = "\(tensor.elementType) of shape \(tensor.shape)"
      if actual != expected {
        found.append(TensorMismatch(.different, name, found: actual, expected: expected))
      }
    }
    let names = Set(wanted.map(\.name))
    for name in tensors.keys.sorted() where !names.contains(name) && !ignoring(name) {
      let tensor = tensors[name]!
      found.append(
        TensorMismatch(
          .superfluous, name, found: "\(tensor.elementType) of shape \(tensor.shape)"))
    }
    guard found.isEmpty else {
      throw NeuralError.tensors(subject, mismatches: found, expected: wanted.count)
    }
  }
}
