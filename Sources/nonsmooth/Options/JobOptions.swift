import ArgumentParser
import Cluster
import Foundation
import Pipeline

/// The options in a list of jobs, which choose the profile, its images and its variation.
struct JobOptions: ParsableArguments {
  @OptionGroup var options: GlobalOptions
  @OptionGroup var variation: VariationOptions

  /// The same runs as home's, in this machine's repository.
  func workspace(root: String?, threads: Int) throws -> Workspace {
    var options = options
    (options.root, options.threads) = (root, threads)
    return try variation.applied(to: options.workspace())
  }
}
