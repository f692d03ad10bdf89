import Foundation

/// Slurm through its own commands: sbatch, squeue, sacct, and scontrol where there is no accounting.
public struct SlurmCommands: Slurm {
  public init() {}

  public func submit(_ script: String, after: [String]) throws(ClusterError) -> Submission {
    var arguments = ["sbatch", "--parsable"]
    if !after.isEmpty {
      arguments.append("--dependency=afterany:\(after.joined(separator: ":"))")
    }
    let outcome = try ToolProcess.run(arguments, input: script)
    guard outcome.status == 0 else {
      let words = Self.sentence(outcome.errors)
      // The controller may have taken the script before it fell silent.
      if words.contains("timed out") || words.contains("Unable to contact") {
        throw .programFailed("sbatch", reason: words)
      }
      return .refused(words)
    }
    // "1234" or "1234;cluster".
    let words = outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
    let number = words.split(separator: ";").first.map(String.init) ?? ""
    guard !number.isEmpty, number.allSatisfy(\.isNumber) else {
      throw .programFailed("sbatch", reason: "it answered '\(words)', which is no job number")
    }
    return .accepted(number)
  }

  public func queue(
    names: [String]
  ) throws(ClusterError) -> [(name: String, id: ElementID, state: ElementState)] {
    var lines: [(name: String, id: ElementID, state: ElementState)] = []
    for part in Self.parts(names) {
      let outcome = try ToolProcess.run([
        "squeue", "--noheader", "--array", "--name=\(part.joined(separator: ","))",
        "--format=%j|%F|%K|%T|%r|%N"
      ])
      guard outcome.status == 0 else {
        throw .programFailed("squeue", reason: Self.sentence(outcome.errors))
      }
      lines += SlurmOutput.queue(outcome.output)
    }
    return lines
  }

  public func accounting(
    of ids: [ElementID], names: [String]
  ) throws(ClusterError) -> [ElementID: ElementState] {
    guard !ids.isEmpty else { return [:] }
    let wanted = Set(ids)
    let jobs = Set(ids.map(\.job)).sorted()
    var found: [ElementID: ElementState] = [:]
    // Numbers begin anew where a site loses its state; a name is of one array only.
    let known = Set(names)
    for part in Self.parts(jobs) {
      let outcome = try ToolProcess.run([
        "sacct", "--allocations", "--noheader", "--parsable2",
        "--jobs=\(part.joined(separator: ","))",
        "--format=JobID,State,ExitCode,NodeList,JobName"
      ])
      guard outcome.status == 0 else { continue }
      let members = Set(part)
      let some = wanted.filter { members.contains($0.job) }
      found.merge(SlurmOutput.accounting(outcome.output, of: some, names: known)) { _, new in new }
    }
    // Without accounting, and for what has not reached it yet, the controller remembers for some minutes.
    let rest = Set(ids.filter { found[$0]?.phase != .ended }.map(\.job)).sorted()
    for job in rest {
      let answer = try ToolProcess.run(["scontrol", "--oneliner", "show", "job", job])
      guard answer.status == 0 else { continue }
      for (id, state) in SlurmOutput.control(answer.output, names: known)
      where wanted.contains(id) {
        if found[id]?.phase != .ended { found[id] = state }
      }
    }
    return found
  }

  public func job(named name: String) throws(ClusterError) -> String? {
    if let id = try queue(names: [name]).first?.id.job { return id }
    let outcome = try ToolProcess.run([
      "sacct", "--allocations", "--noheader", "--parsable2", "--name=\(name)",
      "--starttime=now-30days", "--format=JobID"
    ])
    guard outcome.status == 0 else { return nil }
    return outcome.output.split(separator: "\n").last
      .flatMap { $0.split(separator: "_").first.map(String.init) }
  }

  public func cancel(_ ids: [ElementID]) throws(ClusterError) {
    // As many at once as fit into a command line.
    for start in stride(from: 0, to: ids.count, by: 1000) {
      let part = ids[start..<min(start + 1000, ids.count)]
      let outcome = try ToolProcess.run(["scancel"] + part.map(\.description))
      guard outcome.status == 0 else {
        throw .programFailed("scancel", reason: Self.sentence(outcome.errors))
      }
    }
  }

  /// Lists of words short enough for one argument of a command, which Linux limits to 128 KiB.
  package static func parts(_ words: [String]) -> [[String]] {
    stride(from: 0, to: words.count, by: 2000).map {
      Array(words[$0..<min($0 + 2000, words.count)])
    }
  }

  /// What Slurm complains of, in one line, without the program's name before it.
  package static func sentence(_ errors: String) -> String {
    let lines = errors.split(separator: "\n").map { line in
      line.replacing(#/^[a-z]+: (error|fatal): /#, with: "")
    }
    let words = lines.joined(separator: "; ")
    return words.isEmpty ? "it failed without a word" : words
  }
}
