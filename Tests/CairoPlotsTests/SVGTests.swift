import CairoPlots
import Foundation
import Plots
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct SVGTests {
  @Test(arguments: Gallery.all.indices)
  func isWellFormedAccessibleAndRepeatable(index: Int) throws {
    let figure = Gallery.all[index]
    let svg = try CairoRenderer().svg(figure)
    let reader = Reader()
    let parser = XMLParser(data: svg)
    parser.delegate = reader
    #expect(parser.parse())
    #expect(reader.attributes["svg"]?["role"] == "img")
    #expect(reader.attributes["svg"]?["viewBox"] == "0 0 480 220")
    #expect(reader.attributes["g"]?["font-family"] == "Inter, 'Helvetica Neue', Arial, sans-serif")
    #expect(reader.text["desc"] == figure.alt)
    #expect(reader.text["title"]?.contains(figure.panels[0].title.prefix(7)) == true)
    #expect((reader.text["text"] ?? "").contains("(a)"))
    #expect(reader.counts["text", default: 0] > 10)
    #expect(reader.ids.count == Set(reader.ids).count)
    #expect(try CairoRenderer().svg(Gallery.all[index]) == svg)
  }

  /// Style sheets give each drawn element another color by its class, and scripts find panels, marks and
  /// legend entries by their data.
  @Test(arguments: Gallery.all.indices)
  func partsAreMarked(index: Int) throws {
    let figure = Gallery.all[index]
    let svg = try #require(String(data: CairoRenderer().svg(figure), encoding: .utf8))
    for element in svg.matches(of: /<(path|text) [^>]*(fill|stroke)="#[^>]*>/) {
      #expect(element.output.0.contains(" class=\""), "\(element.output.0.prefix(80))")
    }
    func values(_ name: String) -> [String] {
      svg.matches(of: try! Regex("<g [^>]*\(name)=\"([^\"]*)\"", as: (Substring, Substring).self))
        .map { String($0.output.1) }
    }
    #expect(values("data-panel") == figure.panels.indices.map(String.init))
    #expect(
      values("data-plot").allSatisfy {
        $0.split(separator: " ").compactMap { Double($0) }.count == 4
      })
    #expect(Set(values("data-mark")).count == figure.panels.map(\.marks.count).max())
    for mark in figure.panels.flatMap(\.marks) where !mark.name.isEmpty {
      #expect(values("data-series").contains(Label.plain(mark.name)), "\(mark.name)")
    }
    for part in ["grid", "axes", "ticks", "labels", "title", "legend", "entry"] {
      #expect(values("class").contains(part), "\(part)")
    }
  }

  @Test func twoLayoutsHaveNoIDInCommon() throws {
    func ids(_ svg: Data) -> Set<String> {
      let reader = Reader()
      let parser = XMLParser(data: svg)
      parser.delegate = reader
      #expect(parser.parse())
      return Set(reader.ids)
    }
    for figure in Gallery.all {
      let wide = ids(try CairoRenderer().svg(figure))
      let narrow = ids(try CairoRenderer().svg(figure.narrow, suffix: "-narrow"))
      #expect(!wide.isEmpty && !narrow.isEmpty && wide.isDisjoint(with: narrow))
    }
  }

  @Test func textIsEscaped() throws {
    let figure = Figure(
      id: "a b", alt: "x < 1 & \"y\" > 2\u{1}",
      panels: [
        Panel(
          x: Axis("<i>&"), y: Axis("y"),
          marks: [.line(name: "a<b", x: [0, 1], y: [0, 1], style: Style(.hue(0)))])
      ])
    let reader = Reader()
    let parser = XMLParser(data: try CairoRenderer().svg(figure))
    parser.delegate = reader
    #expect(parser.parse())
    #expect(reader.text["desc"] == "x < 1 & \"y\" > 2\u{FFFD}")
    #expect(reader.text["text"]?.contains("<i>&") == true)
    #expect(reader.ids.allSatisfy { !$0.contains(" ") })
  }

  final class Reader: NSObject, XMLParserDelegate {
    var attributes: [String: [String: String]] = [:]
    var counts: [String: Int] = [:]
    var text: [String: String] = [:]
    var ids: [String] = []
    private var open: [String] = []

    func parser(
      _ parser: XMLParser, didStartElement element: String, namespaceURI: String?,
      qualifiedName: String?, attributes found: [String: String]
    ) {
      if attributes[element] == nil { attributes[element] = found }
      if let id = found["id"] { ids.append(id) }
      counts[element, default: 0] += 1
      open.append(element)
    }

    func parser(
      _ parser: XMLParser, didEndElement element: String, namespaceURI: String?,
      qualifiedName: String?
    ) { open.removeLast() }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
      for element in Set(open) { text[element, default: ""] += string }
    }
  }
}
