extension RunOutcome where Value: Decodable {
  /// The decoded outcome of the experiment called `name`.
  ///
  /// - Throws: What `Results.outcome(_:of:)` throws.
  public init(_ results: any Results, _ name: String) throws {
    let decoded = try results.outcome(Value.self, of: name)
    self.init(name) { decoded }
  }
}

extension RunOutcomes {
  /// Keeps what `reduce` makes of each decoded outcome of those that are not absent.
  ///
  /// - Throws: What `Results.outcome(_:of:)` throws.
  public init<Outcome: Decodable>(
    _ results: any Results, _ names: [String], as type: Outcome.Type,
    keeping reduce: (Outcome) -> Value
  ) throws {
    let absent = results.absent.intersection(names)
    self.init(
      try Dictionary(
        uniqueKeysWithValues: names.filter { !absent.contains($0) }
          .map { ($0, reduce(try results.outcome(type, of: $0))) }), absent: absent)
  }
}

extension RunOutcomes where Value: Decodable {
  /// The decoded outcomes of the experiments called `names`.
  ///
  /// - Throws: What `Results.outcome(_:of:)` throws.
  public init(_ results: any Results, _ names: [String]) throws {
    try self.init(results, names, as: Value.self) { $0 }
  }
}
