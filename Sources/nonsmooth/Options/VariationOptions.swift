import ArgumentParser
import ChapterKit
import Experiments
import Pipeline
import Support

/// The option `--set`, of the commands that run, plan or explain.
struct VariationOptions: ParsableArguments {
  @Option(
    name: .customLong("set"),
    help: """
      NAME.field=value, e.g. B2.learningRate=0.02: a variation, into its own folder \
      Output/<profile>-<settings>. NAME is an experiment or the beginning of some. May be repeated.
      """)
  var settings: [String] = []

  /// `workspace` with these settings.
  ///
  /// - Throws: A usage failure for a setting that is not understood.
  func applied(to workspace: Workspace) throws(CommandFailure) -> Workspace {
    var workspace = workspace
    do {
      workspace.variation = try Variation(parsing: settings)
      return workspace
    } catch {
      throw CommandFailure(error)
    }
  }

  /// - Throws: A usage failure when there are settings: baselines are those of a profile.
  func refuse(for command: String) throws(CommandFailure) {
    guard let first = settings.first else { return }
    throw CommandFailure(
      "Setting '\(first)': a variation has no baselines, expected \(command) without --set. "
        + "Look at the variation's own report.", status: .usage)
  }
}
