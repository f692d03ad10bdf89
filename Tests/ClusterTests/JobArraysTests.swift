import Cluster
import Experiments
import Foundation
import Testing

/// Which jobs are submitted together, and in which order.
@Suite struct JobArraysTests {
  private var site = SiteSettings()

  private func group(_ jobs: [Job], active: [RunKey: String] = [:]) -> [JobArray] {
    JobArray.group(jobs, site: site, active: active) { JobResources($0, site: site) }
  }

  @Test func jobsOfLikeCostShareAnArrayDearOnesFirst() {
    let arrays = group([
      SimulatedHome.job("short", seconds: 1), SimulatedHome.job("long", seconds: 50_000),
      SimulatedHome.job("brief", seconds: 2)
    ])
    #expect(arrays.map { $0.jobs.map(\.name) } == [["long"], ["brief", "short"]])
    #expect(arrays.allSatisfy { $0.waitsFor.isEmpty && $0.follows.isEmpty })
  }

  @Test func anArrayHasAsManyJobsAsTheSiteAllows() {
    var copy = self
    copy.site.arraySize = 4
    let arrays = copy.group((0..<9).map { SimulatedHome.job("run\($0)") })
    #expect(arrays.map(\.jobs.count) == [4, 4, 1])
    #expect(Set(arrays.flatMap(\.jobs).map(\.name)).count == 9)
  }

  @Test func aJobWaitsForTheArraysOfItsPrerequisites() {
    let (a, b) = (SimulatedHome.job("a"), SimulatedHome.job("b", seconds: 1e5))
    let c = SimulatedHome.job("c", after: [a, b])
    let arrays = group([SimulatedHome.job("d", after: [c]), c, b, a])
    #expect(arrays.map { $0.jobs.map(\.name) } == [["b"], ["a"], ["c"], ["d"]])
    #expect(arrays.map(\.waitsFor) == [[], [], [0, 1], [2]])
  }

  @Test func aJobFollowsWhatIsUnderWayAndWaitsForNothingThatIsThere() {
    let (running, finished) = (SimulatedHome.job("running"), SimulatedHome.job("finished"))
    let arrays = group(
      [SimulatedHome.job("c", after: [running, finished])], active: [running.key: "77"])
    #expect(arrays.map(\.follows) == [["77"]])
    #expect(arrays.map(\.waitsFor) == [[]])
  }

  @Test func whatIsSubmittedAgainIsWaitedForNotItsOldArray() {
    let a = SimulatedHome.job("a")
    let arrays = group([a, SimulatedHome.job("c", after: [a])], active: [a.key: "77"])
    #expect(arrays.map(\.follows) == [[], []])
    #expect(arrays.map(\.waitsFor) == [[], [0]])
  }

  @Test func aRunOfTwoNamesIsSubmittedOnce() {
    let a = SimulatedHome.job("a")
    var other = a
    other.name = "b"
    #expect(group([a, other]).map { $0.jobs.map(\.name) } == [["a"]])
  }

  @Test func theOrderOfTheListDoesNotMatter() {
    let jobs = (0..<20).map { SimulatedHome.job("run\($0)", seconds: Double($0 % 3) * 1e4) }
    #expect(group(jobs) == group(jobs.reversed()))
  }
}

/// What a job asks for.
@Suite struct JobResourcesTests {
  private func resources(
    seconds: Double = 10, memoryMiB: Int = 0, usesCores: Bool = true, site: SiteSettings,
    moreTime: Int = 0, moreMemory: Int = 0
  ) -> JobResources {
    var job = SimulatedHome.job("a", seconds: seconds)
    (job.memoryBytes, job.usesCores) = (memoryMiB << 20, usesCores)
    return JobResources(job, site: site, moreTime: moreTime, moreMemory: moreMemory)
  }

  @Test(arguments: [
    (10.0, 1), (3600, 1), (3601, 2), (4 * 3600, 4), (1e6, 4), (.infinity, 4), (0, 1)
  ])
  func aCoreForEachHour(seconds: Double, cores: Int) {
    let site = SiteSettings()
    #expect(resources(seconds: seconds, site: site).cores == cores)
    #expect(resources(seconds: seconds, usesCores: false, site: site).cores == 1)
  }

  @Test(arguments: [
    (0, 512), (209, 512), (210, 1024), (619, 1024), (620, 2048), (10_000, 16_384)
  ])
  func memoryIsAPowerOfTwo(memoryMiB: Int, asked: Int) {
    #expect(resources(memoryMiB: memoryMiB, site: SiteSettings()).memoryMiB == asked)
  }

  @Test(arguments: [
    (0.0, 10), (300, 10), (301, 15), (450, 15), (451, 20), (600, 20), (900, 30), (1200, 40),
    (1201, 60)
  ])
  func timeIsTwiceTheEstimateInAFewClasses(seconds: Double, minutes: Int) {
    #expect(resources(seconds: seconds, usesCores: false, site: SiteSettings()).minutes == minutes)
  }

  @Test func furtherCoresShortenTheTime() {
    var site = SiteSettings()
    site.cores = 6
    // 6 cores count as 5.
    #expect(resources(seconds: 6 * 3600, site: site).minutes == 160)
  }

  @Test func limitsAreDoubledAndCapped() {
    var site = SiteSettings()
    #expect(resources(site: site, moreTime: 2, moreMemory: 3).minutes == 40)
    #expect(resources(site: site, moreTime: 2, moreMemory: 3).memoryMiB == 4096)
    site.maximumMinutes = 25
    #expect(resources(site: site, moreTime: 2).minutes == 25)
    #expect(resources(seconds: 1e9, site: site).minutes == 25)
  }

  /// Nothing overflows, whatever an estimate comes to.
  @Test(arguments: [Double.infinity, .nan, -1, 1e300])
  func absurdEstimatesMakeLimits(seconds: Double) {
    let asked = resources(
      seconds: seconds, memoryMiB: 1 << 30, site: SiteSettings(), moreTime: 60, moreMemory: 200)
    #expect(asked.minutes >= 10 && asked.cores >= 1 && asked.memoryMiB > 0)
  }
}
