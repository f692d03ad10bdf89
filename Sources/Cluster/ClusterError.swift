import Foundation
import Support

/// Why runs cannot be handed to a job scheduler, or what comes back cannot be used.
///
/// Every case reads as one sentence: what, which one, what was found, what was expected, what to do.
public enum ClusterError: Error, Equatable, Sendable {
  case setting(String, file: String, found: String, expected: String, next: String)
  case settings(String, reason: String)
  case badJobs(String, reason: String)
  case missingProgram(String)
  case noController(String)
  case programFailed(String, reason: String)
  case unusablePath(String)
  case damagedLedger(String, reason: String)
}

extension ClusterError: CustomStringConvertible, LocalizedError {
  public var errorDescription: String? { description }

  public var description: String {
    switch self {
    case .setting(let field, let file, let found, let expected, let next):
      "Setting '\(field)' of '\(file)': \(found), expected \(expected). \(next)"
    case .settings(let file, let reason):
      "Settings '\(file)': \(reason), expected a JSON object as in Docs/Cluster.md. Correct it or give another "
        + "file with --site."
    case .badJobs(let file, let reason):
      "Jobs '\(file)': \(reason), expected what nonsmooth has written. Write them again at home."
    case .missingProgram(let name):
      "Program '\(name)': not found, expected Slurm's commands on the path. "
        + "Work on a machine that submits to Slurm, or leave out --on slurm."
    case .noController(let reason):
      "Slurm: \(reason), expected its controller to answer. Nothing was submitted; see whether Slurm is configured "
        + "on this machine and up, then start again."
    case .programFailed(let name, let reason):
      "Program '\(name)': \(reason), expected an answer. See whether Slurm is up, then start again; "
        + "what was submitted goes on."
    case .unusablePath(let path):
      "Repository '\(Wording.printable(path))': a control character in its path, expected none, since sbatch reads "
        + "options line by line. Move it, or set root."
    case .damagedLedger(let file, let reason):
      "File '\(file)': \(reason), expected what nonsmooth wrote when it submitted runs. "
        + "Remove it; its runs are then submitted again."
    }
  }
}
