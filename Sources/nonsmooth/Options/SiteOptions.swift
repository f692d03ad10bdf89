import ArgumentParser
import Cluster
import Foundation

/// Which settings of a site are used.
struct SiteOptions: ParsableArguments {
  @Option(
    help: "The settings of the site. Default: cluster.json in the repository, if it is there.")
  var site: String?

  /// The file named, else `cluster.json` where there is one, else the defaults.
  func settings(for workspace: Workspace) throws -> SiteSettings {
    if let site { return try SiteSettings(contentsOf: URL(fileURLWithPath: site)) }
    let file = workspace.root.appendingPathComponent(SiteSettings.fileName)
    guard FileManager.default.fileExists(atPath: file.path) else { return SiteSettings() }
    return try SiteSettings(contentsOf: file)
  }
}
