/// How large the runs are.
public enum Profile: String, Sendable, CaseIterable, Codable {
  case smoke, quick, standard, paper
}
