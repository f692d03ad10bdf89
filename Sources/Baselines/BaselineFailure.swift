/// Why outputs cannot be compared or accepted.
public enum BaselineFailure: Error, Equatable, CustomStringConvertible {
  case unreadable(path: String, found: String, expected: String)
  case noOutputs(folder: String)
  case unknownOutput(name: String, closest: String?)
  case emptyReason(name: String)

  public var description: String {
    switch self {
    case .unreadable(let path, let found, let expected):
      "Output '\(path)': \(found), expected \(expected). Make the report again."
    case .noOutputs(let folder):
      "Folder '\(folder)': no outputs, expected figures and tables. Run make report first."
    case .unknownOutput(let name, let closest?):
      "Output '\(name)': not found, expected the name of a figure or table. "
        + "Did you mean '\(closest)'?"
    case .unknownOutput(let name, nil):
      "Output '\(name)': not found, expected the name of a figure or table. "
        + "Run make report first, or look into the folder figures."
    case .emptyReason(let name):
      "Output '\(name)': no reason given, expected why it becomes the baseline. "
        + "Add --reason \"...\"."
    }
  }
}
