/// What can go wrong in training; each case reads as one sentence.
public enum NeuralError: Error, CustomStringConvertible, Sendable, Equatable {
  /// A field of the run specification.
  case field(String, found: String, expected: String)
  /// A file: its name, what was found and expected, and what to do.
  case file(String, found: String, expected: String, next: String)
  /// A tensor of a weights file.
  case tensor(String, found: String, expected: String)
  /// The images given to the trainer.
  case images(found: String, expected: String)
  /// The loss stopped being finite.
  case nonFiniteLoss(step: Int, layer: String)

  public var description: String {
    switch self {
    case .field(let name, let found, let expected):
      "field '\(name)': \(found), expected \(expected). Correct the run specification."
    case .file(let name, let found, let expected, let next):
      "file '\(name)': \(found), expected \(expected). \(next)"
    case .tensor(let name, let found, let expected):
      "tensor '\(name)': \(found), expected \(expected). Use weights of the same network."
    case .images(let found, let expected):
      "images: \(found), expected \(expected). Choose another data set or limit."
    case .nonFiniteLoss(let step, let layer):
      "step '\(step)': non-finite values from \(layer) on, expected a finite loss. "
        + "Lower the learning rate."
    }
  }
}
