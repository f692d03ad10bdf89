import Experiments
import Foundation
import Support

/// The runs that a Snakefile makes, as the file `runs.json` beside it.
public struct SnakemakeRuns: Sendable, Equatable {
  public struct Run: Sendable, Encodable, Equatable {
    /// The record's file without folder and extension.
    public var record: String
    public var name: String
    /// `"<kind>/<hash>"`.
    public var key: String
    public var threads: Int
    public var memoryMiB: Int
    /// The time limit of the first attempt.
    public var minutes: Int
    /// Files of the records that it starts from.
    public var archives: [String]
  }

  public static let fileName = "runs.json"

  /// The repository as workers see it.
  public var root: String
  /// The worker's program, from `root`.
  public var command: String
  /// Lines of shell before the worker starts.
  public var setup: [String]
  public var checkpointSeconds: Double
  /// Attempts after the first.
  public var retries: Int
  /// The longest time limit; nil for none.
  public var maximumMinutes: Int?
  public var runs: [Run]

  /// - Parameters:
  ///   - finished: Names of runs that have records at home, by their keys; those that `jobs` start from.
  ///   - home: The repository at home.
  public init(
    _ jobs: [Job], finished: [RunKey: String], site: SiteSettings, home: URL,
    checkpointSeconds: Double
  ) {
    root = site.root ?? home.path
    command = site.command
    setup = site.modules.map { "module load \(ShellWord.quoted($0))" } + site.setup
    self.checkpointSeconds = checkpointSeconds
    retries = site.resubmissions
    maximumMinutes = site.maximumMinutes
    let made = Dictionary(jobs.map { ($0.key, $0.name) }) { first, _ in first }
    runs = jobs.map { job in
      let resources = JobResources(job, site: site)
      return Run(
        record: Self.record(of: job.name, hash: job.key.hash), name: job.name,
        key: job.key.description, threads: resources.cores,
        memoryMiB: resources.memoryMiB, minutes: resources.minutes,
        archives: job.prerequisites.compactMap { key in
          made[key].map { Self.file(of: key, name: $0, in: Snakefile.recordsName) }
            ?? finished[key].map { Self.file(of: key, name: $0, in: Snakefile.givenName) }
        })
    }
  }

  /// The name of a record's file without its extension: the run's name, for people, and the first twelve
  /// digits of its key, which no other code, data or settings have. Characters beside letters, digits and
  /// `.`, `-`, `_` are `_`, since the name becomes a path and a word for the shell.
  public static func record(of name: String, hash: String) -> String {
    let plain = name.map { character in
      let isPlain = character.isASCII && (character.isLetter || character.isNumber)
      return isPlain || "._-".contains(character) ? character : "_"
    }
    return "\(String(plain)).\(hash.prefix(12))"
  }

  /// The file of a record from the Snakefile's folder.
  public static func file(of key: RunKey, name: String, in folder: String) -> String {
    "\(folder)/\(record(of: name, hash: key.hash)).tar"
  }

  /// JSON with a line for each run, which people can read.
  public var text: String {
    get throws {
      try ReadableJSON.text(
        [
          "root": root, "command": command, "setup": setup, "checkpointSeconds": checkpointSeconds,
          "retries": retries, "maximumMinutes": maximumMinutes
        ], list: "runs", of: runs)
    }
  }
}
