import Foundation
import Support

/// Why a list of runs, the run store or one of its records cannot be used.
///
/// Every case reads as one sentence: what, which one, what was found, what was expected, what to do.
public enum ExperimentsError: Error, Equatable, Sendable {
  case conflictingName(String)
  case unknownPrerequisite(String, of: String)
  case circularPrerequisites([String])
  case invalidKind(String, experiment: String)
  case unknownExperiment(String)
  case missingRecord(String, folder: String)
  case damagedRecord(String, reason: String)
  case noStore(String, found: String)
  case newerStore(String, found: Int, known: Int)
  case newerRecord(String, found: Int, known: Int)
  case unreadableStore(String)
  case badArchive(String, reason: String)
  case tooLarge(String, needs: Int, available: Int)
  case unreadableOutcome(String, reason: String)
  case file(FileError)
  case failedRuns([RunFailure])
  case storageFailed(String, reason: String, finished: Int, left: Int)
  case interrupted(finished: Int, left: Int)
}

extension ExperimentsError: CustomStringConvertible, LocalizedError {
  public var errorDescription: String? { description }

  public var description: String {
    switch self {
    case .conflictingName(let name):
      "Experiment '\(name)': declared twice with different specifications, expected one. "
        + "Rename one of the two."
    case .unknownPrerequisite(let name, let experiment):
      "Experiment '\(experiment)': prerequisite '\(name)' is not declared, expected one of the "
        + "same list. Add it or correct its name."
    case .circularPrerequisites(let names):
      "Experiment '\(names.first ?? "")': waits for itself through \(names.joined(separator: ", ")), "
        + "expected no cycle. Remove one of these prerequisites."
    case .invalidKind(let kind, let experiment):
      "Experiment '\(experiment)': kind '\(kind)', expected letters, digits and hyphens. Rename it."
    case .unknownExperiment(let name):
      "Experiment '\(name)': not declared, expected a name from the chapter's list. "
        + "Correct the name in the chapter's report."
    case .missingRecord(let name, let folder):
      "Experiment '\(name)': no finished record, expected one in '\(folder)'. "
        + "Run the chapter that declares it."
    case .damagedRecord(let folder, let reason):
      "Record '\(folder)': \(reason), expected the content that was written. "
        + "Start again to repeat the run."
    case .noStore(let path, let found):
      "Folder '\(path)': holds '\(found)', expected a run store or an empty folder. "
        + "Choose another; nothing there was changed."
    case .newerStore(let path, let found, let known):
      "Store '\(path)': format \(found), expected \(known) or earlier. "
        + "Update this program; nothing there was changed."
    case .newerRecord(let path, let found, let known):
      "Record '\(path)': format \(found), expected \(known) or earlier. "
        + "Update this program; nothing there was changed."
    case .unreadableStore(let path):
      "File '\(path)': not a store's version, expected {\"format\": \(StoreFormat.current)}. "
        + "Delete that file to go on; records are kept."
    case .badArchive(let path, let reason):
      "Archive '\(path)': \(reason), expected an archive as nonsmooth writes it. "
        + "Export it again; nothing was taken."
    case .tooLarge(let name, let needs, let available):
      "Run '\(name)': needs about \(Wording.memory(needs)), expected at most the "
        + "\(Wording.memory(available)) of memory that are free. "
        + "Close other programs or take a larger machine."
    case .unreadableOutcome(let name, let reason):
      "Outcome of '\(name)': \(reason), expected the type that the chapter reads. "
        + "Raise the revision of its kind in CodeRevision.swift, then run again."
    case .file(let error): error.description
    case .failedRuns(let failures):
      "\(failures.count == 1 ? "1 run" : "\(failures.count) runs") failed, expected none:\n"
        + failures.map { "  \($0.name): \($0.message)" }.joined(separator: "\n")
    case .storageFailed(let path, let reason, let finished, let left):
      "File '\(path)': \(reason), expected to write there. Make room or correct its permissions, then "
        + "start again; \(Wording.count(finished, "run")) finished and kept, \(left) left."
    case .interrupted(let finished, let left):
      "Runs: interrupted with \(finished) finished and \(left) left, expected to finish all. "
        + "Start again to continue; finished runs and the checkpoints of others are kept."
    }
  }
}

extension ExperimentsError: FileErrorCarrier {
  public init(_ error: FileError) { self = .file(error) }

  public var fileError: FileError? {
    if case .file(let error) = self { error } else { nil }
  }

  static func cannotRead(_ path: String, reason: String) -> ExperimentsError {
    .file(.cannotRead(path, reason: reason))
  }

  package static func cannotWrite(_ path: String, reason: String) -> ExperimentsError {
    .file(.cannotWrite(path, reason: reason))
  }
}
