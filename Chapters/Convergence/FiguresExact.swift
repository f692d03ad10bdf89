import ChapterKit
import Convex
import Plots
import Reports

extension ConvexFigures {
  static func capture() -> ReportFigure {
    let xs = stride(from: -4.0, through: 1.0, by: 0.02).map { ($0 * 100).rounded() / 100 }
    // The exact iterates' fractions grow by eleven bits a step; for the drawing Double will do.
    var steps = ExactArguments.leavingTheUnitBall(steps: 1).map { $0.point[0].doubleValue }
    while steps.count <= 2000 { steps.append(steps[steps.count - 1] * (1 - 1.0 / 2000)) }
    let shown = Array(steps.prefix(2))
    func f(_ x: Double) -> Double { (x < 0 ? 0.005 : 50) * x * x }
    let ks = [0, 1] + stride(from: 20, to: steps.count, by: 20)
    let ball = Style(.neutral, lineWidth: 1, dash: .dashed)
    return ReportFigure(
      Figure(
        id: "figure-capture",
        alt: """
          Left: a convex function that is steep to the right of 0 and flat to its left, with one gradient step \
          from 0.9 to -3.6, far outside the dashed unit ball but lower. Right: its iterates return to 0 from \
          the left without ever raising the loss.
          """,
        panels: [
          Panel(
            title: "One step", x: Axis("x"), y: Axis("f(x)"), legend: .topLeft,
            marks: [
              .line(name: "f", x: xs, y: xs.map(f), style: Style(.hue(0))),
              .line(
                name: "", x: shown, y: shown.map(f),
                style: Style(.hue(1), lineWidth: 1, dash: .dotted)),
              .scatter(
                name: "x_{0}, x_{1}", x: shown, y: shown.map(f),
                style: Style(.hue(1), markerSize: 5)),
              .verticalRule(name: "unit ball", x: -1, style: ball),
              .verticalRule(name: "", x: 1, style: ball)
            ]),
          Panel(
            title: "All steps", x: Axis("iteration k"), y: Axis("x_{k}"), legend: .bottomRight,
            marks: [
              .line(
                name: "x_{k}", x: ks.map(Double.init), y: ks.map { steps[$0] },
                style: Style(.hue(1))),
              .horizontalRule(name: "unit ball", y: -1, style: ball),
              .horizontalRule(name: "", y: 1, style: ball)
            ])
        ]),
      experiments: [], settings: "alpha = 1/20, x_0 = 9/10")
  }
}
