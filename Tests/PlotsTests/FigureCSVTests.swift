import Plots
import Testing

@Suite struct FigureCSVTests {
  @Test func everyMarkHasItsRows() throws {
    let style = Style(.hue(0))
    let figure = Figure(
      id: "f", alt: "",
      panels: [
        Panel(
          x: Axis("x"), y: Axis("y", scale: .log),
          marks: [
            .line(name: "loss, \"mean\"", x: [1, 2, 3], y: [0.1, -4, .nan], style: style),
            .band(name: "b_{k}", x: [1], low: [0.5], high: [2], style: style),
            .horizontalRule(name: "", y: 1e-10, style: style)
          ]),
        Panel(
          x: Axis("x"), y: Axis("y"),
          marks: [
            .bars(name: "s", x: [0], y: [5], low: [4], high: nil, width: 0.5, style: style),
            .verticalRule(name: "end", x: 7, style: style),
            .text("here", x: 1, y: 2.5, anchor: .start)
          ])
      ])
    #expect(
      try figure.csv() == """
        panel,series,x,y,low,high
        a,"loss, ""mean""\",1,0.1,,
        a,"loss, ""mean""\",2,,,
        a,"loss, ""mean""\",3,,,
        a,bk,1,,0.5,2
        a,series 3,,1e-10,,
        b,s,0,5,4,
        b,end,7,,,
        b,here,1,2.5,,

        """)
  }

  @Test func lengthsAreCheckedFirst() {
    let figure = Figure(
      id: "f", alt: "",
      panels: [
        Panel(
          x: Axis(""), y: Axis(""),
          marks: [.scatter(name: "s", x: [1], y: [], style: Style(.hue(0)))])
      ])
    #expect(throws: PlotError.self) { try figure.csv() }
  }
}
