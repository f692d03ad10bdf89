import Foundation
import Support

/// Another process whose output is read: each measurement has its own, so that the largest amount of
/// memory is that measurement's alone.
package enum BenchProcess {
  struct Failure: Error {
    var status: Int32
    /// Of standard error.
    var lastLine: String
  }

  /// What the program printed.
  ///
  /// - Parameter program: A path, or a name on the path.
  /// - Throws: `Failure` for a status other than 0, and for a program that does not run.
  static func run(_ program: String, _ arguments: [String]) throws -> Data {
    let outcome: Tool.Outcome
    do throws(ToolError) {
      outcome = try Tool([program] + arguments).run()
    } catch {
      throw Failure(status: 127, lastLine: error == .notFound(program) ? "not found" : "\(error)")
    }
    guard outcome.succeeded else {
      throw Failure(
        status: outcome.status,
        lastLine: outcome.errorText.split(separator: "\n").last.map(String.init) ?? "no message")
    }
    return outcome.output
  }

  /// The same, with what fails as one sentence about `subject`.
  package static func run(
    _ program: String, _ arguments: [String], subject: String, next: String
  ) throws -> Data {
    do {
      return try run(program, arguments)
    } catch let failure as Failure {
      throw CommandFailure(
        "\(subject): status \(failure.status), '\(failure.lastLine)', expected figures. \(next)")
    }
  }
}
