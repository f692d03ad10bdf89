import ArgumentParser
import Cluster
import Foundation
import Pipeline
import Support

/// Where the runs of a report are made.
struct ClusterOptions: ParsableArguments {
  @Option(
    help: """
      Where runs are made: here or slurm, see Docs/Cluster.md. Default: here, or slurm while runs submitted \
      earlier are under way there.
      """)
  var on: String?

  @OptionGroup var site: SiteOptions

  @Flag(help: "With --on slurm: print the scripts and submit nothing.")
  var dryRun = false

  @Flag(help: "With --on slurm: submit and return, without waiting for the runs.")
  var detach = false

  func validate() throws {
    guard let on else {
      if dryRun || detach {
        throw ValidationError(
          "Option '\(dryRun ? "dry-run" : "detach")': without --on slurm, expected with it. Add --on slurm."
        )
      }
      return
    }
    let places = RunPlace.Place.allCases.map(\.rawValue)
    guard places.contains(on) else {
      throw ValidationError(Spelling.unknown("Place", on, among: places))
    }
    if on == RunPlace.Place.here.rawValue, dryRun || detach {
      throw ValidationError(
        "Option '\(dryRun ? "dry-run" : "detach")': with --on here, expected with --on slurm. Leave it out."
      )
    }
  }

  var place: RunPlace {
    RunPlace(
      on.flatMap(RunPlace.Place.init(rawValue:)), site: site.site, isDryRun: dryRun,
      detaches: detach)
  }
}
