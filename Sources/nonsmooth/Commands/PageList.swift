/// The last words of a command that made pages: where they are.
struct PageList: Encodable {
  let html: String
  let pdf: String

  func show(asJSON: Bool) throws {
    if asJSON {
      try Console.printJSON(self)
    } else {
      print(html)
      print(pdf)
    }
  }
}
