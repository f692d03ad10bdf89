import ArgumentParser
import Experiments
import Foundation
import Multiverse
import Pipeline
import Support

struct MultiverseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "multiverse",
    abstract: "Runs the open decisions of claims against each other, and judges each combination.",
    discussion: """
      A universe has one option of every decision that a claim's chapter leaves open. All are made, or with --budget \
      as many as fit, in an order that covers them evenly, so that more time only adds. Runs have records like all \
      others: what is there is not made again. The numbers go to Output/<profile>/multiverse.json and \
      multiverse.csv, and the next report shows them. nonsmooth explain CLAIM lists a claim's decisions. See \
      Docs/Multiverse.md.
      """)

  @Argument(help: "Ids of claims, e.g. 3.3 B2.a. Default: all that have open decisions.")
  var claims: [String] = []

  @Option(
    help: """
      How long the runs that are not there yet may take on this machine's threads, e.g. 90s, 30m or 2h, by the plan's \
      estimates. Default: until all universes are made.
      """)
  var budget: String?

  @OptionGroup var cluster: ClusterOptions
  @OptionGroup var options: GlobalOptions

  func validate() throws {
    if let budget, TimeText.seconds(budget) == nil {
      throw ValidationError(
        "Option 'budget': '\(Wording.printable(budget))', expected a time such as 90s, 30m or 2h. Give one."
      )
    }
  }

  func run() throws {
    let workspace = try options.workspace()
    let all = try ReportPipeline(workspace: workspace, chapters: ChapterList.all, isPlan: true)
    let concerned = Set(try all.families(claims).map(\.chapter))
    var pipeline = try ReportPipeline(
      workspace: workspace, chapters: ChapterList.all.filter { concerned.contains($0.name) },
      isPlan: cluster.dryRun)
    pipeline.events = options.json ? EventStream() : nil
    let families = try pipeline.families(claims)
    let plan = try pipeline.multiverse(of: families, seconds: budget.flatMap(TimeText.seconds))
    for share in plan.shares { Console.note(share.words) }
    guard try pipeline.makeRuns(at: cluster.place, wanted: pipeline.wanted(by: plan)) else {
      return
    }
    // The declared runs first: what a universe leaves alone is theirs.
    try pipeline.make(pipeline.runs)
    let judged = try pipeline.judge(plan)
    if let events = pipeline.events { return events.write(RunEvent(.end)) }
    for family in judged {
      for answer in pipeline.answers(of: family) where answer.hasVerdicts {
        print("\(answer.claim): \(answer.sentence)")
      }
      for claim in try pipeline.settled(family) {
        print("\(claim.id): \(claim.verdict.words). \(claim.reason)")
      }
    }
    print(workspace.output.appendingPathComponent(MultiverseFile.name).path)
  }
}
