import ChapterKit
import Plots
import Testing

@Suite struct ComparedTests {
  @Test func optimizersHaveThePapersColorsAndTellThemselvesApartWithout() {
    let optimizers: [Compared] = [.plain, .rmsProp, .adam]
    #expect(optimizers.map(\.color) == [.sgd, .rmsprop, .adam])
    #expect(Set(optimizers.map(\.dash)).count == 3 && Set(optimizers.map(\.marker)).count == 3)
  }

  /// Two of one dash and color could not be told apart, and what is no optimizer leaves the optimizers' colors to them.
  @Test func noTwoLookAlike() {
    let all = Compared.allCases
    for (index, first) in all.enumerated() {
      for second in all[(index + 1)...] {
        #expect(
          Palette.color(for: first.color) != Palette.color(for: second.color), "\(first), \(second)"
        )
      }
    }
    #expect(
      Compared.relu.dash != Compared.gelu.dash && Compared.relu.marker != Compared.gelu.marker)
  }

  @Test func aSeedsLineAndAnIntervalsEdgesHaveItsColor() {
    #expect(Compared.gelu.thin.color == Compared.gelu.color && Compared.gelu.thin.dash == .solid)
    #expect(Compared.gelu.edges.isOutline && Compared.gelu.edges.dash == .dashed)
    #expect(Compared.gelu.style(lineWidth: 2, markerSize: 3).lineWidth == 2)
  }
}
