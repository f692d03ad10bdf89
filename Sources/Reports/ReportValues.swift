import Experiments

/// Numbers by their names in results.json, e.g. `"T0.lambda1.alpha0.01.maxL1Norm"`, each with the runs that
/// were read while it was computed.
public struct ReportValues: Sendable {
  public private(set) var numbers: [String: Double] = [:]
  /// Names of experiments, sorted, by the number's name; empty for what needs no run, such as a setting.
  public private(set) var origins: [String: [String]] = [:]

  /// Names that a chapter gave without a number, such as that of an event that never came.
  public private(set) var absent: Set<String> = []

  public init() {}

  public subscript(name: String) -> Double? { numbers[name] }

  /// Sets a number to what `value` computes; where that is nil there is no such number, and the page says so.
  public mutating func set(_ name: String, _ value: @autoclosure () -> Double?) {
    add { value().map { [name: $0] } ?? [:] }
    if numbers[name] == nil { absent.insert(name) }
  }

  /// Adds the numbers that `compute` returns, all from the runs that it reads.
  ///
  /// A number whose name ends in a seed, as in `"F2.vgg19.plain.gap.seed2"`, is one seed's own: of the runs
  /// that are told apart by their seeds it comes from that seed's alone.
  public mutating func add(_ compute: () -> [String: Double]) {
    let (added, runs) = RunReading.record(compute)
    for (name, number) in added { insert(name, number, Self.narrow(runs, to: name).sorted()) }
  }

  /// Sets a number that was computed from more than this report's runs, which are variations of `runs`.
  public mutating func set(_ name: String, _ value: Double, from runs: [String]) {
    insert(name, value, runs.sorted())
  }

  public mutating func add(_ other: ReportValues) {
    for (name, number) in other.numbers { insert(name, number, other.origins[name, default: []]) }
    absent.formUnion(other.absent)
  }

  private mutating func insert(_ name: String, _ number: Double, _ runs: [String]) {
    precondition(numbers[name] == nil, "Value '\(name)': set twice, expected once.")
    numbers[name] = number
    origins[name] = runs
  }

  private static func narrow(_ runs: Set<String>, to name: String) -> Set<String> {
    func seed(_ text: Substring) -> Substring? {
      text.hasPrefix("seed") && text.count > 4 && text.dropFirst(4).allSatisfy { $0.isNumber }
        ? text : nil
    }
    guard let own = name.split(separator: ".").last.flatMap(seed) else { return runs }
    return runs.filter { run in
      let seeds = run.split(separator: ".").compactMap(seed)
      return seeds.isEmpty || seeds.contains(own)
    }
  }
}
