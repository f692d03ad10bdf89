import Foundation
import Support

/// Slurm through its own commands: sbatch, squeue, sacct, and scontrol where there is no accounting.
public struct SlurmCommands: Slurm {
  /// Where the commands lie; nil for on the path.
  private let folder: URL?

  public init(in folder: URL? = nil) { self.folder = folder }

  /// **Cost**: A tenth of a second, where other commands of Slurm's try for several.
  public func requireController() throws(ClusterError) {
    let outcome = try run(["scontrol", "ping"], seconds: 20)
    // Where there are several controllers, one is enough.
    guard outcome.status != 0, !outcome.text.contains(" is UP") else { return }
    let words = outcome.errorText.isEmpty ? outcome.text : outcome.errorText
    throw .noController(Self.sentence(words.replacing(#/\n\*.*/#, with: "")))
  }

  public func submit(_ script: String, after: [String]) throws(ClusterError) -> Submission {
    var command = ["sbatch", "--parsable"]
    if !after.isEmpty {
      command.append("--dependency=afterany:\(after.joined(separator: ":"))")
    }
    let outcome = try run(command, input: script)
    guard outcome.succeeded else {
      let words = Self.sentence(outcome.errorText)
      // The controller may have taken the script before it fell silent.
      if words.contains("timed out") || words.contains("Unable to contact") {
        throw .programFailed("sbatch", reason: words)
      }
      return .refused(words)
    }
    // "1234" or "1234;cluster".
    let words = outcome.text.trimmingCharacters(in: .whitespacesAndNewlines)
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
      lines += SlurmOutput.queue(
        try ask([
          "squeue", "--noheader", "--array", "--name=\(part.joined(separator: ","))",
          "--format=%j|%F|%K|%T|%r|%N"
        ]))
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
      let outcome = try run([
        "sacct", "--allocations", "--noheader", "--parsable2",
        "--jobs=\(part.joined(separator: ","))",
        "--format=JobID,State,ExitCode,NodeList,JobName"
      ])
      guard outcome.succeeded else { continue }
      let members = Set(part)
      let some = wanted.filter { members.contains($0.job) }
      found.merge(SlurmOutput.accounting(outcome.text, of: some, names: known)) { _, new in new }
    }
    // Without accounting, and for what has not reached it yet, the controller remembers for some minutes.
    let rest = Set(ids.filter { found[$0]?.phase != .ended }.map(\.job)).sorted()
    for job in rest {
      let outcome = try run(["scontrol", "--oneliner", "show", "job", job])
      guard outcome.succeeded else { continue }
      for (id, state) in SlurmOutput.control(outcome.text, names: known)
      where wanted.contains(id) && found[id]?.phase != .ended { found[id] = state }
    }
    return found
  }

  public func job(named name: String) throws(ClusterError) -> String? {
    if let id = try queue(names: [name]).first?.id.job { return id }
    let outcome = try run([
      "sacct", "--allocations", "--noheader", "--parsable2", "--name=\(name)",
      "--starttime=now-30days", "--format=JobID"
    ])
    guard outcome.succeeded else { return nil }
    return outcome.text.split(separator: "\n").last
      .flatMap { $0.split(separator: "_").first.map(String.init) }
  }

  public func cancel(_ ids: [ElementID]) throws(ClusterError) {
    // As many at once as fit into a command line.
    for start in stride(from: 0, to: ids.count, by: 1000) {
      _ = try ask(["scancel"] + ids[start..<min(start + 1000, ids.count)].map(\.description))
    }
  }

  /// What a command prints.
  ///
  /// - Throws: `programFailed` in its own words.
  private func ask(_ command: [String]) throws(ClusterError) -> String {
    let outcome = try run(command)
    guard outcome.succeeded else {
      throw .programFailed(command[0], reason: Self.sentence(outcome.errorText))
    }
    return outcome.text
  }

  /// - Throws: `missingProgram`, or `programFailed` where nobody knows what the program has done.
  private func run(
    _ command: [String], input: String = "", seconds: Double = 120
  ) throws(ClusterError) -> Tool.Outcome {
    var command = command
    let name = command[0]
    if let folder { command[0] = folder.appendingPathComponent(name).path }
    let surroundings = ProcessInfo.processInfo.environment
    do {
      return try Tool(command, environment: Self.environment(in: surroundings))
        .run(input: Data(input.utf8), seconds: seconds)
    } catch {
      switch error {
      case .notFound: throw .missingProgram(name)
      case .notStarted(_, let reason):
        throw .programFailed(name, reason: "it could not be started (\(reason))")
      case .tooSlow(_, let seconds):
        throw .programFailed(name, reason: "no answer in \(seconds) s")
      case .ended(_, let signal):
        throw .programFailed(name, reason: "it was ended by signal \(signal)")
      case .cancelled: throw .programFailed(name, reason: "it was stopped")
      }
    }
  }

  /// The environment of Slurm's commands: ours, without every variable by which they would take other options than
  /// they are given or print in another form, such as `SBATCH_TIMELIMIT`, `SQUEUE_FORMAT`, or those of a job in
  /// which we run. Where Slurm's configuration is and the user's token stay.
  package static func environment(in surroundings: [String: String]) -> [String: String] {
    let kept: Set = ["SLURM_CONF", "SLURM_CONF_SERVER", "SLURM_JWT"]
    var environment = surroundings.filter { name, _ in
      kept.contains(name)
        || name.prefixMatch(of: /S(LURM|BATCH|QUEUE|ACCT|CANCEL|CONTROL)D?_/) == nil
    }
    // Lists of pending elements are cut short without this.
    environment["SLURM_BITSTR_LEN"] = "0"
    return environment
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
    return lines.isEmpty
      ? "it failed without a word" : Wording.printable(lines.joined(separator: "; "))
  }
}
