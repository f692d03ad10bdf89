/// Why outputs cannot be compared or accepted.
public enum BaselineFailure: Error, Equatable, CustomStringConvertible {
  case unreadable(path: String, found: String, expected: String)
  /// No chapter has a baseline of the profile; `command` accepts the first ones.
  case noBaselines(profile: String, command: String)
  case emptyReason(name: String)

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
    }
  }
}
