import ChapterKit
import Experiments
import Reports

/// The chapter on Section 4, Appendices B and C of the paper.
public struct Lasso: Chapter {
  public let name = "lasso"
  public let title = "Lasso"
  public let paperSections = "Section 4, Appendices B and C"

  public init() {}

  public func experiments(for setting: Setting) throws -> [Experiment] {
    let scale = Scale(setting.profile)
    return try Self.toyExperiments(scale) + Self.regressionExperiments(scale)
      + Self.optimumExperiments(scale) + Self.rmsPropExperiments(scale)
      + Self.fineTuningExperiments(setting)
  }

  public func report(from results: any Results, for setting: Setting) throws -> ChapterReport {
    let outcomes = try Outcomes(results)
    let scale = Scale(setting.profile)
    let runs = try FineTuning(results, setting)
    let carryOver = try CarryOver(results, runs)
    var report = ChapterReport()
    for values in [values(outcomes, scale), fineTuningValues(runs), carryOver.values()] {
      report.values.add(values)
    }
    report.figures = [
      fineTuningFigure(runs), toyFigure(outcomes), regressionFigure(outcomes, scale),
      oscillationFigure(outcomes, scale), lengthFigure(outcomes, scale)
    ]
    report.tables = [
      sensitivityTable(outcomes, scale), fineTuningTable(runs), orderTable(outcomes, scale),
      normsByStepsTable(runs), sharesByStepsTable(runs), widthTable(runs), carryOver.table()
    ]
    report.claims = convexClaims(outcomes, scale) + Claim.traced { fineTuningClaims(runs) }
    report.discrepancies =
      toyDiscrepancies() + Discrepancy.traced { regressionDiscrepancies(outcomes, scale) }
      + rmsPropDiscrepancies(outcomes, scale) + fineTuningDiscrepancies(runs, carryOver)
    report.findings = Self.findings(outcomes)
    report.choices =
      try convexChoices(outcomes, scale, results.specifications)
      + fineTuningChoices(runs, results.specifications, setting)
    return report
  }
}

extension Lasso {
  /// Those of F3 read long files, which the others do without.
  public func claims(
    _ ids: Set<String>, from results: any Results, for setting: Setting
  ) throws -> [Claim] {
    let deep = Set(Self.fineTuningDecisions(setting).flatMap(\.claims))
    let claims =
      try ids.isSubset(of: deep)
      ? fineTuningClaims(FineTuning(results, setting))
      : ids.isDisjoint(with: deep)
        ? convexClaims(Outcomes(results), Scale(setting.profile))
        : report(from: results, for: setting).claims
    return claims.filter { ids.contains($0.id) }
  }

  private func convexClaims(_ outcomes: Outcomes, _ scale: Scale) -> [Claim] {
    toyClaims(outcomes, scale) + regressionClaims(outcomes, scale) + rmsPropClaims(outcomes, scale)
  }
}

/// The chapter's outcomes, decoded once.
struct Outcomes {
  private let toyRun: RunOutcome<ToyOutcome>
  private let sensitivityRun: RunOutcome<SensitivityOutcome>
  private let fateRun: RunOutcome<FateOutcome>
  let regression: RunOutcomes<RegressionOutcome>
  let optima: RunOutcomes<OptimumOutcome>
  let oscillation: RunOutcomes<OscillationOutcome>
  let settings: ConvexSettings

  init(_ results: any Results) throws {
    toyRun = try RunOutcome(results, "T0")
    sensitivityRun = try RunOutcome(results, "T1")
    fateRun = try RunOutcome(results, "B5.fate")
    var names = Lasso.regressionStrengths.map { "B2.lambda\(short($0))" }
    for strength in ["0.01", "10"] {
      names += Lasso.regressionRates.map { "B2.lambda\(strength).alpha\(short($0))" }
      names += Lasso.regressionStarts.map { "B2.lambda\(strength).\($0)" }
      names += Lasso.regressionTravels.map { "B2.lambda\(strength).\($0.0)" }
    }
    regression = try RunOutcomes(results, names)
    optima = try RunOutcomes(results, Lasso.regressionStrengths.map(Lasso.optimumName))
    oscillation = try RunOutcomes(
      results,
      Lasso.oscillationStrengths.flatMap { strength in
        Lasso.oscillationMethods.map { "F5.lambda\(short(strength)).\($0.0)" }
      })
    settings = try ConvexSettings(
      results.specifications, regression: regression.names, oscillation: oscillation.names)
  }

  var toy: ToyOutcome { toyRun.value }
  var sensitivity: SensitivityOutcome { sensitivityRun.value }
  var fate: FateOutcome { fateRun.value }

  func norms(_ name: String) -> [Double] { regression[name]?.runs.map(\.norm) ?? [] }

  /// Per seed, whether RMSProp's whole range lies above NDGM's (1), below (-1), or neither (0), at the
  /// run length `lengths[index]`.
  func order(_ strength: Double, at index: Int, method: String = "rmsprop") -> [Int] {
    guard let ndgm = oscillation["F5.lambda\(short(strength)).ndgm"],
      let other = oscillation["F5.lambda\(short(strength)).\(method)"]
    else { return [] }
    return ndgm.minimum.indices.map { seed in
      if other.minimum[seed][index] > ndgm.maximum[seed][index] { return 1 }
      return other.maximum[seed][index] < ndgm.minimum[seed][index] ? -1 : 0
    }
  }

  /// The share of seeds whose RMSProp loss is exactly 0 over the whole window at `lengths[index]`.
  func zeroLossShare(_ strength: Double, at index: Int) -> Double {
    let largest = oscillation["F5.lambda\(short(strength)).rmsprop"]?.maximum ?? []
    return Double(largest.count { $0[index] == 0 }) / Double(max(1, largest.count))
  }
}
