import Experiments
import Support

extension CommandFailure {
  /// What the user reads of a setting, with the nearest name where one was mistyped.
  ///
  /// - Parameter open: The fields that decisions are declared on, of the experiments that the setting names.
  package init(_ error: VariationError, open: [String] = []) {
    var message = error.description
    if case .unknownField = error, !open.isEmpty {
      message += " Open decisions are on \(open.joined(separator: ", "))."
    }
    if let (name, known) = error.misspelling {
      message +=
        Spelling.closest(to: name, among: known).map { " Did you mean '\($0)'?" }
        ?? " See nonsmooth plan."
    }
    self.init(message, status: .usage)
  }
}
