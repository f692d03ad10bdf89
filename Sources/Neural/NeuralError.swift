import Foundation
import Support

/// What can go wrong in training; each case reads as one sentence.
public enum NeuralError: Error, CustomStringConvertible, LocalizedError, Sendable, Equatable {
  /// A field of the run specification.
  case field(String, found: String, expected: String)
  /// A file: its name, what was found and expected, and what to do.
  case file(String, found: String, expected: String, next: String)
  /// A tensor of a weights file.
  case tensor(String, found: String, expected: String)
  /// All tensors of a weights file that do not fit the network.
  case tensors(String, mismatches: [TensorMismatch], expected: Int)
  /// The images given to the trainer.
  case images(found: String, expected: String)
  /// The loss of step `step` (from 1) was not finite; `layer` is where that appears first, `remedy` what to try,
  /// such as `"optimizer.learningRate below 0.1"`.
  case nonFiniteLoss(step: Int, layer: String, remedy: String)

  public var errorDescription: String? { description }

  public var description: String {
    switch self {
    case .field(let name, let found, let expected):
      "field '\(Wording.printable(name))': \(Wording.printable(found)), expected \(expected). Correct the run specification."
    case .file(let name, let found, let expected, let next):
      "file '\(Wording.printable(name))': \(Wording.printable(found)), expected \(expected). \(next)"
    case .tensor(let name, let found, let expected):
      "tensor '\(Wording.printable(name))': \(Wording.printable(found)), expected \(expected). Use weights of the same network."
    case .images(let found, let expected):
      "images: \(found), expected \(expected). Choose another data set or limit."
    case .tensors(let subject, let mismatches, let expected):
      "\(subject): \(Self.counts(of: mismatches)), expected the \(expected) tensors of this network. "
        + "Use a file of the same network:\n"
        + mismatches.prefix(Self.mostLines).map { "  \($0.line)" }.joined(separator: "\n")
        + (mismatches.count > Self.mostLines
          ? "\n  and \(mismatches.count - Self.mostLines) more" : "")
    case .nonFiniteLoss(let step, let layer, let remedy):
      "step '\(step)': values that are not finite from \(layer) on, expected a finite loss. "
        + (step == 1
          ? "Look at the initial weights"
          : "Try \(remedy); metrics.jsonl holds the "
            + (step == 2 ? "step before" : "\(step - 1) steps before")) + "."
    }
  }

  /// A file of another network differs in every tensor, and a hostile one holds hundreds of thousands.
  private static let mostLines = 40

  private static func counts(of mismatches: [TensorMismatch]) -> String {
    TensorMismatch.Kind.allCases.compactMap { kind in
      let count = mismatches.count { $0.kind == kind }
      return count == 0 ? nil : "\(count) \(kind == .different ? "of " : "")\(kind.rawValue)"
    }.joined(separator: ", ")
  }
}
