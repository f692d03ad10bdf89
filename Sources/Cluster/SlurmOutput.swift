/// Reads what Slurm's commands print.
package enum SlurmOutput {
  /// Lines of squeue in the format `%j|%F|%K|%T|%r|%N`; lines of other shape are passed over.
  package static func queue(
    _ text: String
  ) -> [(name: String, id: ElementID, state: ElementState)] {
    text.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      guard fields.count == 6, let element = Int(fields[2]) else { return nil }
      let state = ElementState(
        phase: phase(of: fields[3]), state: fields[3],
        reason: fields[4] == "None" ? "" : fields[4], node: fields[5])
      return (fields[0], ElementID(job: fields[1], element: element), state)
    }
  }

  /// Lines of sacct with the fields JobID, State, ExitCode, NodeList and JobName, e.g.
  /// `12_3|CANCELLED by 1000|0:15|node1|nonsmooth-02eebcd0`. The last line of an element counts.
  ///
  /// Elements that have not begun come together: as `12_[3-7]` while they wait, and as `12` alone once an array
  /// of which none had begun was cancelled; that line speaks for each of `wanted` that has none of its own.
  package static func accounting(
    _ text: String, of wanted: Set<ElementID>, names: Set<String>
  ) -> [ElementID: ElementState] {
    var found: [ElementID: ElementState] = [:]
    var whole: [String: ElementState] = [:]
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      guard fields.count == 5, names.contains(fields[4]) else { continue }
      let word = String(fields[1].split(separator: " ").first ?? "")
      let node = fields[3] == "None assigned" ? "" : fields[3]
      let state = ElementState(
        phase: phase(of: word), state: word, node: node, exitStatus: exitStatus(fields[2]))
      if !fields[0].contains("_") { whole[fields[0]] = state }
      for id in ids(fields[0]) where wanted.contains(id) { found[id] = state }
    }
    for id in wanted where found[id] == nil { found[id] = whole[id.job] }
    return found
  }

  /// Lines of `scontrol --oneliner show job`: `ArrayJobId=12 ArrayTaskId=3 JobName=nonsmooth-02eebcd0
  /// JobState=TIMEOUT ...`.
  package static func control(_ text: String, names: Set<String>) -> [ElementID: ElementState] {
    var found: [ElementID: ElementState] = [:]
    for line in text.split(separator: "\n") {
      var fields: [Substring: Substring] = [:]
      for word in line.split(separator: " ") {
        let parts = word.split(separator: "=", maxSplits: 1)
        if parts.count == 2, fields[parts[0]] == nil { fields[parts[0]] = parts[1] }
      }
      guard let job = fields["ArrayJobId"], let tasks = fields["ArrayTaskId"],
        let state = fields["JobState"], let name = fields["JobName"],
        names.contains(String(name))
      else { continue }
      let node = fields["NodeList"].map(String.init) ?? ""
      for element in elements(String(tasks)) {
        found[ElementID(job: String(job), element: element)] = ElementState(
          phase: phase(of: String(state)), state: String(state),
          node: node == "(null)" ? "" : node,
          exitStatus: fields["ExitCode"].flatMap { exitStatus(String($0)) })
      }
    }
    return found
  }

  /// `12_3`, or `12_[3,5-7%2]`; nothing for what is no array's.
  private static func ids(_ text: String) -> [ElementID] {
    let parts = text.split(separator: "_", maxSplits: 1)
    guard parts.count == 2 else { return [] }
    let list = parts[1].filter { $0 != "[" && $0 != "]" }
    return elements(list).map { ElementID(job: String(parts[0]), element: $0) }
  }

  /// `3`, `3,5-7`, `0-6:2`, each perhaps with `%2` behind.
  package static func elements(_ text: String) -> [Int] {
    let list = text.split(separator: "%").first ?? ""
    return list.split(separator: ",").flatMap { part -> [Int] in
      let stepped = part.split(separator: ":")
      let step = stepped.count == 2 ? Int(stepped[1]) ?? 1 : 1
      let ends = (stepped.first ?? "").split(separator: "-").compactMap { Int($0) }
      switch ends.count {
      case 1: return [ends[0]]
      case 2 where ends[0] <= ends[1] && step > 0:
        return Array(stride(from: ends[0], through: ends[1], by: step))
      default: return []
      }
    }
  }

  /// `"2:0"` is status 2; by a signal, `"0:15"`, 128 and the signal.
  private static func exitStatus(_ text: String) -> Int? {
    let parts = text.split(separator: ":").compactMap { Int($0) }
    guard parts.count == 2 else { return nil }
    return parts[1] > 0 ? 128 + parts[1] : parts[0]
  }

  /// Everything that may still run counts as running or pending.
  static func phase(of state: String) -> ElementState.Phase {
    switch state {
    case "PENDING", "REQUEUED", "REQUEUE_HOLD", "REQUEUE_FED", "RESV_DEL_HOLD", "SPECIAL_EXIT":
      .pending
    case "RUNNING", "CONFIGURING", "COMPLETING", "SUSPENDED", "STOPPED", "RESIZING", "SIGNALING",
      "STAGE_OUT":
      .running
    default: .ended
    }
  }
}
