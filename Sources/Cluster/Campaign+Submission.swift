import Experiments
import Foundation

extension Campaign {
  /// Submits jobs in arrays of like cost.
  ///
  /// - Parameters:
  ///   - elements: What is known of earlier submissions, by key.
  ///   - active: Slurm's numbers of the arrays in which other runs are pending or running.
  func submit(
    _ jobs: [Job], elements: [String: SubmittedArray.Element], active: [RunKey: String]
  ) throws -> [SubmittedArray] {
    guard !jobs.isEmpty else { return [] }
    func element(_ job: Job) -> SubmittedArray.Element {
      elements[job.key.description]
        ?? SubmittedArray.Element(name: job.name, key: job.key.description)
    }
    let groups = JobArray.group(jobs, site: site, active: active) { job in
      let earlier = element(job)
      return JobResources(
        job, site: site, moreTime: earlier.moreTime, moreMemory: earlier.moreMemory)
    }
    var submitted: [SubmittedArray] = []
    for group in groups {
      var array = SubmittedArray(
        sequence: (ledger.arrays.map(\.sequence).max() ?? 0) + 1,
        name: "nonsmooth-" + UUID().uuidString.lowercased().prefix(8), job: nil, refusal: nil,
        submitted: date(), resources: group.resources, elements: group.jobs.map(element))
      if let refusal = group.waitsFor.compactMap({ submitted[$0].refusal }).first {
        array.refusal = refusal
      } else {
        let text = try script(array, group.jobs).text
        try ledger.keep(array)
        try ledger.keep(script: text, of: array.name)
        let after = group.waitsFor.compactMap { submitted[$0].job } + group.follows
        try ask(text, for: &array, after: after)
      }
      try ledger.keep(array)
      submitted.append(array)
    }
    return submitted
  }

  /// Leaves the array without number and refusal where nobody knows whether it was accepted.
  private func ask(_ text: String, for array: inout SubmittedArray, after: [String]) throws {
    do {
      switch try watch.slurm.submit(text, after: after) {
      case .accepted(let job): array.job = job
      case .refused(let words):
        // The answer, not the array, may have been lost on the way.
        array.job = try watch.slurm.job(named: array.name)
        if array.job == nil { array.refusal = words }
      }
    } catch ClusterError.programFailed {
      // It may have been accepted all the same, which a later round finds out.
    }
  }

  /// Slurm's numbers of the arrays in which runs are pending or running.
  func activeArrays(_ entries: [Watch.Entry]) -> [RunKey: String] {
    var active: [RunKey: String] = [:]
    for entry in entries where entry.standing.isActive {
      guard let job = ledger.arrays[entry.array].job, let key = RunKey(entry.key) else { continue }
      active[key] = job
    }
    return active
  }
}
