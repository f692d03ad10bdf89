/// Why outputs cannot be compared or accepted.
public enum BaselineFailure: Error, Equatable, CustomStringConvertible {
  case unreadable(path: String, found: String, expected: String)
  /// No chapter has a baseline of the profile; `command` accepts the first ones.
  case noBaselines(profile: String, command: String)
  case emptyReason(name: String)
  case tolerance(file: String, entry: String, found: String, expected: String)
  /// A provenance.json that cannot be read.
  case brokenRecord(path: String)
  case nativeOutput(name: String, numerics: String)

  public var description: String {
    switch self {
    case .unreadable(let path, let found, let expected):
      "Output '\(path)': \(found), expected \(expected). Make the report again."
    case .noBaselines(let profile, let command):
      "Profile '\(profile)': no baselines, expected some in Chapters/<Name>/Baselines/\(profile). "
        + "Look at the report and take it with \(command)."
    case .emptyReason(let name):
      "Output '\(name)': no reason given, expected why it becomes the baseline. "
        + "Add --reason \"...\"."
    case .tolerance(let file, let entry, let found, let expected):
      "Tolerances '\(file)': \(entry) has \(found), expected \(expected). Correct the file."
    case .brokenRecord(let path):
      "Baselines '\(path)': not a record of acceptances, expected what accept writes. "
        + "Restore the file, or delete it and accept the chapter's outputs anew."
    case .nativeOutput(let name, let numerics):
      "Output '\(name)': of \(numerics) numerics, expected portable, whose bits repeat. "
        + "Make the report without --numerics \(numerics) and accept that."
    }
  }
}
