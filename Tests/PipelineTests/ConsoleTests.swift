import Pipeline
import Testing

@Suite struct ConsoleTests {
  @Test func anEmptyFirstCellKeepsItsColumn() {
    #expect(
      Console.table(["", "what"], [["ok", "a"], ["missing", ""]]) == [
        "         what", "ok       a", "missing"
      ])
  }

  @Test func aCellMovesNoCursor() {
    #expect(Console.table(["name"], [["a\u{1B}[2J\nb"]]) == ["name", "a\u{FFFD}[2J\u{FFFD}b"])
  }
}
