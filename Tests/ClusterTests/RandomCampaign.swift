import Cluster
import Foundation
import TestSupport

/// A small campaign to which anything happens, the same for the same seed.
///
/// Some runs start from others. Slurm starts, ends, loses, forgets and refuses them, programs fail, the process
/// ends and a new one goes on. `play` ends with what should never have been.
final class RandomCampaign {
  private var random: Mutator
  private let home: SimulatedHome
  /// How often a new process may begin; the last one lives to the end.
  private var processes = 0
  /// How often programs may fail, so that a campaign ends some time.
  private var failures = 0
  private var faults: [String] = []
  /// Runs whose records are made and not seen yet, with the time when they are.
  private var late: [String: Double] = [:]
  /// How often each run was to be submitted again after a loss, in this process.
  private var again: [String: Int] = [:]
  private var told: [String: [String]] = [:]
  private(set) var rounds = 0

  private struct Crash: Error {}

  init(seed: UInt64) throws {
    var random = Mutator(seed: seed)
    var jobs: [Job] = []
    for index in 0...random.below(7) {
      let before = jobs
      let needed = before.filter { _ in random.below(4) == 0 }
      jobs.append(
        SimulatedHome.job("run\(index)", after: needed, seconds: [1, 1e4, 1e5][random.below(3)]))
    }
    home = try SimulatedHome(jobs)
    home.site.arraySize = 1 + random.below(4)
    home.site.resubmissions = random.below(4)
    home.site.maximumMinutes = random.below(2) == 0 ? nil : 30
    (processes, failures) = (random.below(5), random.below(8))
    self.random = random
    home.slurm.answer = { [unowned self] _ in answer() }
    home.slurm.beforeCall = { [unowned self] (call: String) throws(ClusterError) in
      // Slurm goes on while it is asked.
      if call != "submit" { act() }
      if chance(60), failures > 0 {
        failures -= 1
        throw .programFailed(call, reason: "no answer in 120 s")
      }
      if chance(60), processes > 0 { throw .missingProgram("the process has ended") }
    }
    home.beforeScript = { [unowned self] in
      if chance(40), processes > 0 { throw Crash() }
    }
  }

  private func chance(_ oneIn: Int) -> Bool { random.below(oneIn) == 0 }

  private func answer() -> SimulatedSlurm.Answer {
    switch random.below(24) {
    case 0, 1: .refused("limit reached")
    case 2: .complaint("Socket timed out on send/recv operation")
    case 3 where failures > 0:
      .lost(accepted: chance(2), .programFailed("sbatch", reason: "no answer in 120 s"))
    case 4 where processes > 0:
      .lost(accepted: chance(2), .missingProgram("the process has ended"))
    default: .accepted
    }
  }

  /// Something happens to each run in Slurm's hands.
  private func act() {
    let slurm = home.slurm
    for (key, time) in late where time <= home.now {
      slurm.records.insert(key)
      late[key] = nil
    }
    for place in slurm.ids where slurm[place].state.phase != .ended {
      if slurm[place].state.phase == .pending {
        pend(place)
      } else {
        run(place)
      }
      // What has just ended may be told of later, or never.
      if slurm[place].state.phase == .ended {
        if chance(6) { slurm[place].lag = chance(8) ? .max : 1 + random.below(3) }
        if chance(20) { slurm[place].isForgotten = true }
      }
    }
  }

  private func pend(_ place: SimulatedSlurm.Place) {
    let slurm = home.slurm
    switch random.below(40) {
    case 0: slurm.end(place, "CANCELLED")
    case 1: slurm.hold(place, reason: "QOSNotAllowed")
    case 2...20:
      guard slurm[place].state.reason != "QOSNotAllowed", slurm.isFree(place) else { return }
      start(place)
    default: return
    }
  }

  private func start(_ place: SimulatedSlurm.Place) {
    let (slurm, key) = (home.slurm, home.slurm[place].key)
    slurm.run(place)
    if slurm.records.contains(key) || late[key] != nil {
      faults.append("\(slurm[place].name) starts though it has finished")
    }
    let job = home.jobs.first { $0.key.description == key }!
    guard job.prerequisites.allSatisfy({ slurm.records.contains($0.description) }) else {
      return fail(
        place, .waiting, "Run '\(job.name)': its prerequisite has no record, expected one.")
    }
  }

  private func fail(_ place: SimulatedSlurm.Place, _ cause: WorkerNotice.Cause, _ message: String) {
    try? home.notify(place, cause, message, seconds: Double(random.below(20_000)))
    home.slurm.end(place, "FAILED", exitStatus: 2)
  }

  private func run(_ place: SimulatedSlurm.Place) {
    let (slurm, name) = (home.slurm, home.slurm[place].name)
    switch random.below(40) {
    case 0...11: slurm.finish(place)
    case 12:
      // Its record comes to home's eyes later.
      late[slurm[place].key] = home.now + Double(random.below(Int(home.site.settleSeconds)))
      slurm.end(place, "COMPLETED")
    case 13: slurm.end(place, "PREEMPTED")
    case 14: slurm.end(place, "NODE_FAIL")
    case 15: slurm.end(place, "TIMEOUT")
    case 16: slurm.end(place, "OUT_OF_MEMORY", exitStatus: 125)
    case 17: slurm.end(place, "CANCELLED")
    case 18: slurm.end(place, "FAILED", exitStatus: 137)
    case 19: slurm.end(place, "FAILED", exitStatus: 1)
    case 20: slurm.end(place, "COMPLETED")
    case 21: fail(place, .stopped, "Run '\(name)': stopped.")
    case 22: fail(place, .failed, "Run '\(name)': loss is NaN, expected a number.")
    case 23: fail(place, .storage, "The disk is full.")
    case 24: slurm.hold(place, reason: "BeginTime")
    default: return
    }
  }

  /// Plays it to its end.
  ///
  /// - Returns: What should not have been, in sentences.
  func play() throws -> [String] {
    while true {
      do {
        let isDetached = try session()
        if !isDetached { break }
      } catch is Crash {
      } catch ClusterError.missingProgram {
      } catch ClusterError.programFailed {
        // Slurm did not answer at the start, and the user starts again.
        continue
      }
      processes -= 1
    }
    for job in home.jobs {
      let isThere = home.slurm.records.contains(job.key.description)
      let sentences = told[job.name] ?? []
      if isThere ? !sentences.isEmpty : sentences.count != 1 {
        faults.append(
          "\(job.name) \(isThere ? "has" : "has no") record and is told of \(sentences.count) times: \(sentences)"
        )
      }
      if home.slurm.ids.contains(where: {
        let element = home.slurm[$0]
        return element.key == job.key.description && element.state.phase != .ended
      }) {
        faults.append("\(job.name) is still under way")
      }
    }
    return faults + home.slurm.faults
  }

  /// One process.
  ///
  /// - Returns: Whether its user went away before the end.
  private func session() throws -> Bool {
    let campaign = try home.campaign()
    (told, again) = ([:], [:])
    _ = try campaign.start()
    while true {
      rounds += 1
      guard rounds < 3000 else {
        faults.append("it never ends")
        return false
      }
      home.now += 15
      act()
      let round: Campaign.Round
      do {
        round = try campaign.round()
      } catch ClusterError.programFailed {
        continue
      }
      for (name, message) in round.givenUp { told[name, default: []].append(message) }
      for (name, reason) in round.again
      where !["waited for another run", "had been refused"].contains(reason) {
        again[name, default: 0] += 1
        if again[name]! > home.site.resubmissions {
          faults.append("\(name) is submitted again \(again[name]!) times")
        }
      }
      if !round.isOpen { return false }
      if processes > 0, chance(30) { return true }
    }
  }
}
