import Experiments
import Foundation
import Support

/// What a page asks of the engine: one of its figures, under other settings.
struct RunRequest: Codable, Equatable {
  var figure: String
  /// Values as `--set` takes them, by the targets of the figure's decisions.
  var settings: [String: String]

  /// What `--set` gets, in a fixed order.
  var changes: [String] { settings.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" } }

  /// The request in the body of a page's message, and the figure that it is about.
  ///
  /// - Throws: A sentence for whatever is not declared of a figure of `output`.
  static func checked(
    _ body: Data, in output: URL
  ) throws(CommandFailure) -> (RunRequest, DeepFigureFile) {
    guard let request = try? JSONDecoder().decode(RunRequest.self, from: body) else {
      throw CommandFailure("Request: not readable, expected a figure and its settings as JSON.")
    }
    guard let figure = DeepFigureFile.read(request.figure, in: output) else {
      throw CommandFailure(
        "Figure '\(request.figure.prefix(80))': unknown, expected one of the report whose settings can be chosen."
      )
    }
    guard !request.settings.isEmpty else {
      throw CommandFailure("Settings: none, expected one or more. Choose another value.")
    }
    let controls = Dictionary(figure.controls.map { ($0.target, $0) }) { first, _ in first }
    for (target, value) in request.settings.sorted(by: { $0.key < $1.key }) {
      guard let control = controls[target] else {
        throw CommandFailure(
          "Setting '\(target.prefix(80))': unknown, expected one that is declared of \(figure.id).")
      }
      if let fault = control.fault(of: String(value.prefix(80))) {
        throw CommandFailure("Setting '\(target)': \(fault). Choose another value.")
      }
      if let condition = control.condition, let other = controls[condition.target],
        !condition.values.contains(request.settings[condition.target] ?? other.chosen)
      {
        let known = condition.values.joined(separator: " or ")
        throw CommandFailure(
          "Setting '\(target)': given, expected only where '\(condition.target)' is \(known). Leave it out."
        )
      }
    }
    return (request, figure)
  }
}
