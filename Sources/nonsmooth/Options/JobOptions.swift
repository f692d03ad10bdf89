import ArgumentParser
import Cluster
import Foundation

/// The options in a list of jobs, which choose the profile, its images and its variation.
struct JobOptions: ParsableArguments {
  @OptionGroup var options: GlobalOptions
  @OptionGroup var variation: VariationOptions

  /// The same runs as home's, in this machine's repository.
  func workspace(root: String?, threads: Int) throws -> Workspace {
    var options = options
    (options.root, options.threads) = (root, threads)
    var workspace = try options.workspace()
    workspace.variation = try variation.parsed()
    return workspace
  }
}

extension Workspace {
  /// The options that choose the same runs on a worker of `site`, whatever folder it starts in.
  func workerArguments(at site: SiteSettings) -> [String] {
    func whole(_ path: String?) -> String? { path.map { URL(fileURLWithPath: $0).path } }
    var worker = self
    worker.dataPath = site.dataPath ?? whole(dataPath)
    worker.imagenetWeights = site.imagenetWeights ?? whole(imagenetWeights)
    return worker.commandArguments
  }
}
