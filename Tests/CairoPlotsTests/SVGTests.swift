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
    #expect(reader.text["desc"] == "x < 1 & \"y\" > 2")
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
