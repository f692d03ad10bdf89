import Foundation

/// Where an element of an array is, as the queue or the accounting says.
public struct ElementState: Sendable, Equatable {
  public enum Phase: String, Sendable, Equatable, Codable {
    case pending, running
    /// It ended, with `state` saying how.
    case ended
  }

  public var phase: Phase
  /// Slurm's long word, e.g. `"RUNNING"`, `"NODE_FAIL"`, `"CANCELLED"`.
  public var state: String
  /// Why it is pending, e.g. `"Priority"`; empty where Slurm says none.
  public var reason: String
  /// E.g. `"node7"`; empty where it has none.
  public var node: String
  /// The program's exit status, once it has ended.
  public var exitStatus: Int?

  public init(
    phase: Phase, state: String, reason: String = "", node: String = "", exitStatus: Int? = nil
  ) {
    (self.phase, self.state, self.reason) = (phase, state, reason)
    (self.node, self.exitStatus) = (node, exitStatus)
  }
}

/// One element of an array by its numbers.
public struct ElementID: Sendable, Hashable, Codable {
  /// The array's job number, e.g. `"1234"`.
  public var job: String
  public var element: Int

  public init(job: String, element: Int) { (self.job, self.element) = (job, element) }

  public var description: String { "\(job)_\(element)" }
}

/// What came of an attempt to submit.
public enum Submission: Sendable, Equatable {
  /// The array's job number.
  case accepted(String)
  /// In Slurm's words.
  case refused(String)
}

/// What is asked of Slurm.
public protocol Slurm: Sendable {
  /// - Throws: `noController`, within seconds, where nothing could be submitted now.
  func requireController() throws(ClusterError)
  /// Submits a script.
  ///
  /// - Parameter after: Job numbers of arrays that must have ended before.
  /// - Throws: Where nobody can tell whether it was accepted.
  func submit(_ script: String, after: [String]) throws(ClusterError) -> Submission
  /// The elements of the arrays called `names` that are pending or run, each with its array's name.
  func queue(
    names: [String]
  ) throws(ClusterError) -> [(name: String, id: ElementID, state: ElementState)]
  /// How elements of the arrays called `names` ended, as far as Slurm remembers.
  func accounting(
    of ids: [ElementID], names: [String]
  ) throws(ClusterError) -> [ElementID: ElementState]
  /// The job number of an array by its name, looked for among ended ones too; nil where there is none.
  func job(named name: String) throws(ClusterError) -> String?
  /// Takes elements out of the queue.
  func cancel(_ ids: [ElementID]) throws(ClusterError)
}
