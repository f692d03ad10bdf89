import Cluster
import Foundation
import Support

/// Where the runs of a report are made, as it was asked for.
package struct RunPlace {
  package enum Place: String, CaseIterable {
    case here, slurm
  }

  /// Nil for here, or Slurm while runs submitted earlier are under way there.
  package var place: Place?
  /// The settings of the site; nil for `cluster.json` in the repository, if it is there.
  package var site: String?
  /// Whether scripts are printed and nothing is submitted.
  package var isDryRun = false
  /// Whether to return once everything is submitted.
  package var detaches = false

  package init(
    _ place: Place? = nil, site: String? = nil, isDryRun: Bool = false, detaches: Bool = false
  ) {
    (self.place, self.site) = (place, site)
    (self.isDryRun, self.detaches) = (isDryRun, detaches)
  }

  func choice(for workspace: Workspace) throws -> Place {
    if let place { return place }
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
      "\(Wording.count(active, "run")) submitted earlier \(active == 1 ? "is" : "are") in Slurm's hands: "
        + "going on there; --on here would make \(active == 1 ? "it" : "them") here.")
    return .slurm
  }
}

extension Workspace {
  /// The settings in the file `site`, else in `cluster.json` where there is one, else the defaults.
  package func siteSettings(_ site: String?) throws -> SiteSettings {
    if let site { return try SiteSettings(contentsOf: URL(fileURLWithPath: site)) }
    let file = root.appendingPathComponent(SiteSettings.fileName)
    return RegularFile.isAbsent(file) ? SiteSettings() : try SiteSettings(contentsOf: file)
  }

  /// The options that choose the same runs on a worker of `site`, whatever folder it starts in.
  func workerArguments(at site: SiteSettings) -> [String] {
    func whole(_ path: String?) -> String? { path.map { URL(fileURLWithPath: $0).path } }
    var worker = self
    worker.dataPath = site.dataPath ?? whole(dataPath)
    worker.imagenetWeights = site.imagenetWeights ?? whole(imagenetWeights)
    return worker.commandArguments
  }
}
