import Cluster
import Foundation
import Testing

/// What `status` counts.
@Suite struct ClusterStatusTests {
  private let a = SimulatedHome.job("a")
  private let b = SimulatedHome.job("b", seconds: 1e5)
  private let c = SimulatedHome.job("c", seconds: 1e6)

  private func status(_ home: SimulatedHome) throws -> ClusterStatus {
    let slurm = home.slurm
    return try ClusterStatus(
      of: Ledger(folder: home.folder.url),
      watch: Watch(slurm: slurm) { slurm.records.contains($0) }, profile: "smoke")
  }

  @Test func eachRunIsCountedOnce() throws {
    let home = try SimulatedHome([a, b, c])
    _ = try home.campaign().start()
    home.finish("a")
    home.slurm.run(home.slurm.place(of: "b")!)
    var found = try status(home)
    #expect(found.runs == 3 && found.finished == 1 && found.running == 1 && found.pending == 1)
    #expect(found.nodes == ["n1": 1] && found.reasons == ["Priority": 1])
    home.end("b", "CANCELLED")
    found = try status(home)
    #expect(found.ended == 1 && found.notSubmitted == 0)
    #expect(found.troubles.map(\.name) == ["b"])
    #expect(found.arrays.map(\.finished).reduce(0, +) == 1)
  }

  /// Of arrays that Slurm refused, and of those of which it never said whether it took them.
  @Test func whatWasNeverSubmittedIsCountedApart() throws {
    let home = try SimulatedHome([a, b, c])
    home.slurm.answer = { names in
      switch names {
      case ["a"]: .refused("invalid account")
      case ["b"]: .lost(accepted: false, .programFailed("sbatch", reason: "no answer in 120 s"))
      default: .accepted
      }
    }
    _ = try home.campaign().start()
    let found = try status(home)
    #expect(found.runs == 3 && found.pending == 1 && found.ended == 0 && found.notSubmitted == 2)
    #expect(
      found.troubles.map(\.message).sorted() == [
        "Slurm has not said whether it took it; the report asks again",
        "Slurm refused it: invalid account"
      ])
    #expect(try home.campaign().inSlurmsHands == 1)
  }
}
