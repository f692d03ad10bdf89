import ArgumentParser
import Cluster
import Foundation

/// Where the runs of a report are made.
struct ClusterOptions: ParsableArguments {
  enum Place: String, CaseIterable {
    case here, slurm
  }

  @Option(
    name: .customLong("on"),
    help: """
      Where runs are made: here or slurm, see Docs/Cluster.md. Default: here, or slurm while runs submitted \
      earlier are under way there.
      """)
  var place: String?

  @OptionGroup var site: SiteOptions

  @Flag(help: "With --on slurm: print the scripts and submit nothing.")
  var dryRun = false

  @Flag(help: "With --on slurm: submit and return, without waiting for the runs.")
  var detach = false

  func validate() throws {
    guard let place else {
      if dryRun || detach {
        throw ValidationError(
          "Option '\(dryRun ? "dry-run" : "detach")': without --on slurm, expected with it. Add --on slurm."
        )
      }
      return
    }
    let places = Place.allCases.map(\.rawValue)
    guard places.contains(place) else {
      throw ValidationError(Spelling.unknown("Place", place, among: places))
    }
    if place == Place.here.rawValue, dryRun || detach {
      throw ValidationError(
        "Option '\(dryRun ? "dry-run" : "detach")': with --on here, expected with --on slurm. Leave it out."
      )
    }
  }

  /// Where the runs of `workspace` are made.
  func choice(for workspace: Workspace) throws -> Place {
    if let place { return Place(rawValue: place) ?? .here }
    let ledger = try Ledger(folder: workspace.cluster)
    guard !ledger.isEmpty else { return .here }
    let watch = Watch(of: workspace)
    let active: Int
    do {
      active = try watch.look(at: ledger).count { $0.standing.isActive }
    } catch {
      // Submitted elsewhere; this machine has no Slurm.
      if case .missingProgram = error { return .here }
      throw error
    }
    guard active > 0 else { return .here }
    Console.note(
      "\(active) runs submitted earlier are in Slurm's hands: going on there; --on here would make them here."
    )
    return .slurm
  }
}
