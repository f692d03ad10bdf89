import ChapterKit
import Experiments
import Reports

/// The outcomes of the experiment F4, with the summaries that figures and claims share.
struct HuberOutcomes {
  private let runs: RunOutcomes<[HuberRun]>
  private let specifications: [String: HuberRuns]

  init(_ runs: RunOutcomes<[HuberRun]>, _ specifications: [String: HuberRuns]) {
    (self.runs, self.specifications) = (runs, specifications)
  }

  /// Of runs that are made when they are first asked for.
  init(_ live: LiveRuns<HuberRuns, [HuberRun]>) {
    self.init(live.outcomes, live.specifications)
  }

  /// What an experiment ran with.
  func setting(_ name: String) -> HuberRuns {
    specifications.declared(name)
  }
  /// That of the chosen setting.
  var chosenSetting: HuberRuns { setting(Self.chosenName) }

  /// The rate at a place of an experiment's list, in words.
  func rate(_ name: String, _ place: Int) -> String {
    EdgeOfStability.short(setting(name).rates[place])
  }
  /// `"alpha = 0.1"` of the chosen setting.
  func alpha(_ place: Int) -> String { "alpha = \(rate(Self.chosenName, place))" }

  /// The runs of one experiment at one place of its rates, one per seed.
  func runs(_ name: String, _ place: Int) -> [HuberRun] {
    let count = setting(name).seeds.count
    return Array((runs[name] ?? []).dropFirst(place * count).prefix(count))
  }

  /// The chosen setting at the smaller or the larger of the paper's rates.
  func chosen(_ place: Int) -> [HuberRun] { runs(Self.chosenName, place) }

  func summary(
    _ name: String, _ place: Int, _ quantity: (HuberRun) -> Double
  ) -> (low: Double, median: Double, high: Double) {
    Statistics.summary(runs(name, place).map(quantity))
  }

  /// Places of the multiples of 2 / L that lie above 1, and those multiples.
  var above: [(place: Int, multiple: Double)] {
    setting("F4.threshold").rates.enumerated().filter { $0.element > 1 }
      .map { ($0.offset, $0.element) }
  }

  /// A run turns at every step when this share of its steps do, as the first ones after a start need not.
  static let everyStep = 0.99

  /// The smallest multiple of 2 / L above 1 from which on the median run turns at every step; nil when none does.
  var everyStepMultiple: Double? {
    let turning = above.map { place, _ in
      summary("F4.threshold", place) { $0.turningShare }.median >= Self.everyStep
    }
    guard let last = turning.lastIndex(of: false) else { return above.first?.multiple }
    return last + 1 < above.count ? above[last + 1].multiple : nil
  }

  static let chosenName = EdgeOfStability.variationName(.uniform, startScale: 1)
}
