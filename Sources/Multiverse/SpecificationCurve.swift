import Plots
import Reports

/// A claim's universes from the least effect to the largest, each marked by its verdict, above the options that it takes.
///
/// **Source**: U. Simonsohn, J. P. Simmons, L. D. Nelson, Nature Human Behaviour 4 (2020).
public struct SpecificationCurve {
  private let answer: MultiverseAnswer
  /// The universes with a verdict and an effect, from the least effect on.
  private let shown: [MultiverseAnswer.Universe]

  public init(of answer: MultiverseAnswer) {
    self.answer = answer
    shown = answer.universes.enumerated()
      .filter { $0.element.effect != nil && $0.element.verdict != nil }
      .sorted { ($0.element.effect!, $0.offset) < ($1.element.effect!, $1.offset) }
      .map(\.element)
  }

  /// E.g. `"curve-f1-a"`.
  public static func id(of claim: String) -> String {
    "curve-" + claim.lowercased().map { $0.isLetter || $0.isNumber ? "\($0)" : "-" }.joined()
  }

  /// The figure; nil where all universes have one verdict, of which a curve would show no more than the sentence says.
  ///
  /// - Parameter experiments: The runs of the claim as declared.
  public func figure(experiments: [String]) -> ReportFigure? {
    guard Set(shown.map(\.verdict)).count > 1 else { return nil }
    let rows = rows
    let height = 2 * max(96, 9.5 * Double(rows.count)) + 96
    let size = max(1.6, min(4, 300 / Double(shown.count)))
    var figure = ReportFigure(
      Figure(
        id: Self.id(of: answer.claim),
        alt:
          "Claim \(answer.claim) over its universes, from the least \(answer.effectWords) to the largest. "
          + answer.sentence,
        columns: 1, height: height, narrowHeight: height,
        panels: [curve(markerSize: size + 1), matrix(rows, markerSize: size)]),
      experiments: experiments,
      settings: "the runs of claim \(answer.claim) in each of \(answer.universes.count) universes")
    figure.source = "Sources/\(#fileID)"
    return figure
  }

  private var x: Axis {
    Axis("universe, by effect", range: 0.2...(Double(shown.count) + 0.8), wholeNumbers: true)
  }

  /// How a verdict looks: told apart by its marker as well as by its color.
  private static func style(of verdict: Verdict, size: Double) -> Style {
    let (color, marker): (ColorRole, Style.Marker) =
      switch verdict {
      case .reproduced: (.hue(4), .square)
      case .notReproduced: (.hue(1), .cross)
      case .contradicted: (.hue(3), .diamond)
      case .undecided: (.hue(0), .triangle)
      case .notTested: (.neutral, .circle)
      }
    return Style(color, marker: marker, markerSize: size)
  }

  /// The places of the universes that have a verdict, counted from 1.
  private func places(_ verdict: Verdict) -> [Int] {
    shown.indices.filter { shown[$0].verdict == verdict }
  }

  private func curve(markerSize: Double) -> Panel {
    let effects = shown.map { $0.effect! }
    var marks = Verdict.allCases.compactMap { verdict -> Mark? in
      let places = places(verdict)
      guard !places.isEmpty else { return nil }
      return .scatter(
        name: verdict.words, x: places.map { Double($0 + 1) }, y: places.map { effects[$0] },
        style: Self.style(of: verdict, size: markerSize))
    }
    for (place, universe) in shown.enumerated() {
      if universe.isOurs {
        marks.append(
          .verticalRule(
            name: "ours", x: Double(place + 1), style: Style(.neutral, lineWidth: 0.8)))
      }
    }
    let isWide = effects[0] > 0 && effects[effects.count - 1] > 100 * effects[0]
    var axis = x
    axis.label = ""
    return Panel(
      x: axis, y: Axis(Words(answer.effectWords).label, scale: isWide ? .log : .linear),
      legend: .best,
      marks: marks)
  }

  /// A row of the matrix: ours, the paper's, a decision's title, or one of its options below it.
  private struct Row {
    enum Mark { case ours, papers }

    var label: String
    var decision: Int?
    var option = 0
    /// For a row that is about whole universes.
    var mark: Mark?

    func holds(_ universe: MultiverseAnswer.Universe) -> Bool {
      switch mark {
      case .ours: universe.isOurs
      case .papers: universe.isPapers
      case nil: decision.map { universe.options[$0] == option } ?? false
      }
    }
  }

  /// Letters of a row's label, so that the plot keeps some room on a phone.
  private static let longestLabel = 34

  /// From below, the decision that flips the verdict most often at the top.
  private var rows: [Row] {
    answer.ranking.reversed().flatMap { index -> [Row] in
      let decision = answer.decisions[index]
      let options = decision.options.enumerated().map { place, option in
        Row(
          label: Words(Self.cut(option.words, to: Self.longestLabel)).label, decision: index,
          option: place)
      }
      let title = Words(Self.cut(decision.title, to: Self.longestLabel)).label
      return options.reversed() + [Row(label: title + ":")]
    }
      + (shown.contains(where: \.isPapers)
        ? [Row(label: "as the paper has it", mark: .papers)] : [])
      + [Row(label: "ours", mark: .ours)]
  }

  private static func cut(_ words: String, to length: Int) -> String {
    words.count <= length ? words : words.prefix(length - 1) + "…"
  }

  private func matrix(_ rows: [Row], markerSize: Double) -> Panel {
    let marks = Verdict.allCases.compactMap { verdict -> Mark? in
      var points: [(x: Double, y: Double)] = []
      for place in places(verdict) {
        for (row, entry) in rows.enumerated() {
          if entry.holds(shown[place]) { points.append((Double(place + 1), Double(row))) }
        }
      }
      guard !points.isEmpty else { return nil }
      return .scatter(
        name: verdict.words, x: points.map(\.x), y: points.map(\.y),
        style: Self.style(of: verdict, size: markerSize))
    }
    return Panel(
      x: x, y: Axis("", categories: rows.map(\.label)), legend: nil, marks: marks)
  }
}
