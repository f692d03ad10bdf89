import Support

extension Decision {
  /// How the declared experiments have decided, as `--set` would write it; nil where none has such a field.
  package func value(in experiments: [Experiment]) -> String? {
    let parts = target.split(separator: ".").map(String.init)
    for length in (1..<max(1, parts.count)).reversed() {
      let name = parts[..<length].joined(separator: ".")
      let named = experiments.first { $0.name == name || $0.name.hasPrefix(name + ".") }
      guard let named else { continue }
      let json = try? CanonicalJSON.decode(JSONValue.self, from: named.specification)
      return json?.value(at: parts[length...])?.words
    }
    return nil
  }
}
