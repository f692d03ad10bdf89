import Support

/// JSON that people can read too: a line for each member, and one for each element of the list that comes last.
enum ReadableJSON {
  static func text(
    _ members: KeyValuePairs<String, any Encodable>, list: String, of elements: [some Encodable]
  ) throws -> String {
    func json(_ value: some Encodable) throws -> String {
      String(decoding: try CanonicalJSON.encode(value), as: UTF8.self)
    }
    let head = try members.map { "\"\($0)\": \(try json($1)),\n " }.joined()
    let lines = try elements.map { "  " + (try json($0)) }.joined(separator: ",\n")
    return "{\(head)\"\(list)\": [\n\(lines)\n]}\n"
  }
}
