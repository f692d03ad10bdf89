import Cluster
import Foundation

/// Slurm as far as a campaign sees it. A test moves its jobs.
///
/// It reads what is submitted as sbatch and a worker would: the array's name and options from the `#SBATCH` lines,
/// the runs from the list that the script carries. Used from one thread at a time.
final class SimulatedSlurm: Slurm, @unchecked Sendable {
  struct Element {
    var name: String
    var key: String
    var state = ElementState(phase: .pending, state: "PENDING", reason: "Priority")
    /// How many answers of the accounting still say that it runs once it has ended.
    var lag = 0
    /// Whether the accounting has forgotten it.
    var isForgotten = false
  }

  struct Submitted {
    var name: String
    var job: String
    /// Numbers of the arrays that must have ended before.
    var after: [String]
    var options: [String: String]
    var elements: [Element]
  }

  /// What becomes of an attempt to submit.
  enum Answer {
    case accepted
    case refused(String)
    /// sbatch fails and says so; the array is accepted all the same.
    case complaint(String)
    /// Nobody hears what came of it.
    case lost(accepted: Bool, ClusterError)
  }

  private(set) var arrays: [Submitted] = []
  /// Keys of the runs that have their record.
  var records: Set<String> = []
  /// Of each attempt to submit, by the runs' names.
  var answer: ([String]) -> Answer = { _ in .accepted }
  /// Called before each question; throws what Slurm's programs would.
  var beforeCall: (String) throws(ClusterError) -> Void = { (_: String) throws(ClusterError) in }
  /// How often each question was asked.
  private(set) var calls: [String: Int] = [:]
  /// Faults of what was asked, in sentences.
  private(set) var faults: [String] = []

  private func note(_ call: String) throws(ClusterError) {
    calls[call, default: 0] += 1
    try beforeCall(call)
  }

  func requireController() throws(ClusterError) { try note("controller") }

  func submit(_ script: String, after: [String]) throws(ClusterError) -> Submission {
    try note("submit")
    let options = Self.options(of: script)
    let text = script.components(separatedBy: "<<'JOBS'").last ?? ""
    let json = text.drop { $0 != "{" }.components(separatedBy: "\nJOBS\n")[0]
    let list = try JobList(json: Data(json.utf8), file: "the script")
    let names = list.jobs.map(\.name)
    func take() -> String {
      let underWay = Set(ids.map { self[$0] }.filter { $0.state.phase != .ended }.map(\.key))
      for job in list.jobs {
        if records.contains(job.key) {
          faults.append("\(job.name) is submitted with its record there")
        }
        if underWay.contains(job.key) { faults.append("\(job.name) is under way twice") }
      }
      if options["array"] != "0-\(names.count - 1)" {
        faults.append("\(names.count) runs in an array \(options["array"] ?? "")")
      }
      let number = String(100 + arrays.count)
      arrays.append(
        Submitted(
          name: options["job-name"] ?? "", job: number, after: after, options: options,
          elements: list.jobs.map { Element(name: $0.name, key: $0.key) }))
      return number
    }
    switch answer(names) {
    case .accepted: return .accepted(take())
    case .refused(let words): return .refused(words)
    case .complaint(let words):
      _ = take()
      return .refused(words)
    case .lost(let isAccepted, let error):
      if isAccepted { _ = take() }
      throw error
    }
  }

  func queue(
    names: [String]
  ) throws(ClusterError) -> [(name: String, id: ElementID, state: ElementState)] {
    try note("queue")
    return ids.filter { names.contains(arrays[$0.array].name) }.compactMap { place in
      let (array, element) = (arrays[place.array], self[place])
      guard element.state.phase != .ended else { return nil }
      return (array.name, ElementID(job: array.job, element: place.element), element.state)
    }
  }

  func accounting(
    of ids: [ElementID], names: [String]
  ) throws(ClusterError) -> [ElementID: ElementState] {
    if ids.isEmpty { return [:] }
    try note("accounting")
    var found: [ElementID: ElementState] = [:]
    for id in ids {
      guard let array = arrays.firstIndex(where: { $0.job == id.job }) else { continue }
      let place = Place(array: array, element: id.element)
      guard names.contains(arrays[array].name), !self[place].isForgotten else { continue }
      if self[place].lag > 0 {
        self[place].lag -= 1
        found[id] = ElementState(phase: .running, state: "RUNNING", node: "n1")
      } else {
        found[id] = self[place].state
      }
    }
    return found
  }

  func job(named name: String) throws(ClusterError) -> String? {
    try note("job")
    return arrays.first { $0.name == name }?.job
  }

  func cancel(_ ids: [ElementID]) throws(ClusterError) {
    if ids.isEmpty { return }
    try note("cancel")
    for id in ids {
      guard let array = arrays.firstIndex(where: { $0.job == id.job }) else { continue }
      end(Place(array: array, element: id.element), "CANCELLED")
    }
  }

  // What a test does.

  struct Place: Hashable {
    var array: Int
    var element: Int
  }

  subscript(place: Place) -> Element {
    get { arrays[place.array].elements[place.element] }
    set { arrays[place.array].elements[place.element] = newValue }
  }

  var ids: [Place] {
    arrays.indices.flatMap { array in
      arrays[array].elements.indices.map { Place(array: array, element: $0) }
    }
  }

  /// Where a run was submitted last.
  func place(of name: String) -> Place? {
    ids.last { self[$0].name == name }
  }

  /// How often a run was accepted.
  func submissions(of name: String) -> Int { ids.count { self[$0].name == name } }

  /// Whether everything that an array waits for has ended.
  func isFree(_ place: Place) -> Bool {
    let after = Set(arrays[place.array].after)
    return arrays.filter { after.contains($0.job) }
      .allSatisfy { $0.elements.allSatisfy { $0.state.phase == .ended } }
  }

  func run(_ place: Place) {
    self[place].state = ElementState(phase: .running, state: "RUNNING", node: "n1")
  }

  func hold(_ place: Place, reason: String) {
    self[place].state = ElementState(phase: .pending, state: "PENDING", reason: reason)
  }

  func end(_ place: Place, _ state: String, exitStatus: Int = 0) {
    guard self[place].state.phase != .ended else { return }
    self[place].state = ElementState(
      phase: .ended, state: state, node: "n1", exitStatus: exitStatus)
  }

  /// The run finishes and its record is there.
  func finish(_ place: Place) {
    records.insert(self[place].key)
    end(place, "COMPLETED")
  }

  /// Name and value of each `#SBATCH` line.
  static func options(of script: String) -> [String: String] {
    var options: [String: String] = [:]
    for line in script.split(separator: "\n") where line.hasPrefix("#SBATCH --") {
      let parts = line.dropFirst("#SBATCH --".count).split(separator: "=", maxSplits: 1)
      options[String(parts[0])] = parts.count == 2 ? String(parts[1]) : ""
    }
    return options
  }
}
