/// Addresses of places in the paper.
enum PaperPlace {
  /// The paper as HTML, in its newest version; ours prints no version (D24).
  static let address = "https://arxiv.org/html/2401.08426"

  /// The address of the section that a place begins with, e.g. `#S4` for `"Section 4, paragraph 3"` and `#A2.SS3` for
  /// `"Table 1"`; of the whole paper where the place names none.
  ///
  /// arXiv makes its HTML with LaTeXML, which calls the third section S3 and the second part of Appendix B A2.SS2
  /// (<https://math.nist.gov/~BMiller/LaTeXML/>). Where a version has no such section, browsers show its beginning.
  static func link(to place: String) -> String {
    let words = place.split { $0 == " " || $0 == "," }
    guard words.count > 1 else { return address }
    var (kind, number) = (words[0], words[1])
    switch (kind, number) {
    case ("Figure", "1"), ("Figure", "2"): (kind, number) = ("Section", "3")
    case ("Figure", "3"), ("Equation", "9"): (kind, number) = ("Section", "4")
    case ("Figure", "4"): (kind, number) = ("Section", "5")
    case ("Figure", "5"): (kind, number) = ("Appendix", "B.4")
    case ("Table", "1"): (kind, number) = ("Appendix", "B.3")
    case ("Table", "2"): (kind, number) = ("Appendix", "C")
    case ("Section", _), ("Sections", _), ("Appendix", _): break
    // Its number begins with its section's.
    case ("Proposition", _): number = number.prefix { $0 != "." }
    default: return address
    }
    var name = ""
    for (depth, part) in number.split(separator: ".").enumerated() {
      if depth > 0 {
        name += "." + String(repeating: "S", count: depth + 1) + part
      } else if let letter = part.first?.asciiValue, letter >= UInt8(ascii: "A") {
        name = "A\(letter - UInt8(ascii: "A") + 1)"
      } else {
        name = "S" + part
      }
    }
    return "\(address)#\(name)"
  }
}
