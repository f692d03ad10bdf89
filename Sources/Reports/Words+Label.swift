extension Words {
  /// As a figure's label has it: `"β_{0}"` of `"beta_0"`. Labels find variables and signs by themselves.
  package var label: String { Self.label(parts) }

  private static func label(_ parts: [Part]) -> String {
    parts.map { part in
      switch part {
      case .text(let text), .code(let text): text
      case .variable(let letter): String(letter)
      case .lowered(let parts): "_{\(label(parts))}"
      case .raised(let parts): "^{\(label(parts))}"
      }
    }.joined()
  }
}
