import ArgumentParser

/// Which settings of a site are used.
struct SiteOptions: ParsableArguments {
  @Option(
    help: "The settings of the site. Default: cluster.json in the repository, if it is there.")
  var site: String?
}
