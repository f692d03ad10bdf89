import Foundation

/// Why a variation cannot be made. `candidates` and `mistyped` are for a "Did you mean".
public enum VariationError: Error, Equatable, Sendable {
  case malformed(String)
  case twice(String)
  case unknownName(String, setting: String, known: [String])
  case unknownField(String, of: String, setting: String, known: [String])
  case wrongType(String, expected: String)
  case object(String, fields: [String])
  /// The specification's own type does not take the value; `reason` is its sentence, where it has one.
  case refused(String, experiment: String, present: String, reason: String?)
  case reserved(String, setting: String, option: String)
  case touchesNothing(String)

  /// The name that is not known, and those that are.
  public var misspelling: (name: String, known: [String])? {
    switch self {
    case .unknownName(let name, _, let known), .unknownField(let name, _, _, let known):
      (name, known)
    default: nil
    }
  }
}

extension VariationError: CustomStringConvertible, LocalizedError {
  public var errorDescription: String? { description }

  public var description: String {
    switch self {
    case .malformed(let text):
      "Setting '\(text)': not understood, expected NAME.field=value, e.g. B2.learningRate=0.02. "
        + "Correct it."
    case .twice(let target):
      "Setting '\(target)': given twice, expected once. Remove one of the two."
    case .unknownName(let name, let setting, let known):
      "Setting '\(setting)': no experiment '\(name)', expected a name or its beginning, such as "
        + "\(Self.firsts(known).joined(separator: ", "))."
    case .unknownField(let field, let name, let setting, let known):
      "Setting '\(setting)': no field '\(field)' in the specifications of \(name), expected one of "
        + "\(known.joined(separator: ", "))."
    case .wrongType(let text, let expected):
      "Setting '\(text)': a value of another type, expected \(expected). Correct the value."
    case .object(let text, let fields):
      "Setting '\(text)': an object, expected one of its fields \(fields.joined(separator: ", ")). "
        + "Name the field."
    case .refused(let text, let experiment, let present, let reason):
      "Setting '\(text)': refused by the specification of '\(experiment)', expected a value like "
        + "'\(present)'." + (reason.map { " \($0)" } ?? " Correct the value.")
    case .reserved(let field, let setting, let option):
      "Setting '\(setting)': '\(field)' decides which data or numbers are used, expected the option that "
        + "does so. Use \(option)."
    case .touchesNothing(let text):
      "Setting '\(text)': every experiment that it names has this value, expected another one. "
        + "Leave it out or change it."
    }
  }

  /// Names without a dot.
  private static func firsts(_ names: [String]) -> [String] { names.filter { !$0.contains(".") } }
}
