import Experiments
import Support

extension CommandFailure {
  /// What the user reads of a setting, with the nearest name where one was mistyped.
  package init(_ error: VariationError) {
    var message = error.description
    if let (name, known) = error.misspelling {
      message +=
        Spelling.closest(to: name, among: known).map { " Did you mean '\($0)'?" }
        ?? " See nonsmooth plan."
    }
    self.init(message, status: .usage)
  }
}
