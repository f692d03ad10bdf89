import Foundation
import Support

/// The page of a comparison: one HTML file that needs no JavaScript to be read, and nothing else but the
/// pictures that agree, which it shows from the folder beside it.
///
/// Views of a picture are radio buttons that the style sheet acts on; the script adds the slider of the
/// swipe and the filter.
public struct ComparePage {
  /// Changes of one output that are shown; compare.json has more.
  static let shownChanges = 40

  /// What the page asks for about an output.
  public struct Material {
    /// The PNG file of an output by its name, as it is now or, with true, as accepted.
    let picture: (_ name: String, _ accepted: Bool) -> Data?
    /// Where the page finds the picture as it is now, relative to itself.
    let address: (_ name: String) -> String
    /// Where the report shows the output, relative to the page; nil where there is no report.
    let place: (OutputComparison) -> String?
    /// When and why it was accepted last.
    let acceptance: (OutputComparison) -> (date: String, reason: String)?
    /// What to do next, in words and as a command.
    let advice: (OutputComparison) -> (words: String, command: String)?

    public init(
      picture: @escaping (_ name: String, _ accepted: Bool) -> Data?,
      address: @escaping (_ name: String) -> String,
      place: @escaping (OutputComparison) -> String?,
      acceptance: @escaping (OutputComparison) -> (date: String, reason: String)?,
      advice: @escaping (OutputComparison) -> (words: String, command: String)?
    ) {
      (self.picture, self.address, self.place) = (picture, address, place)
      (self.acceptance, self.advice) = (acceptance, advice)
    }
  }

  let report: ComparisonReport
  private let material: Material

  public init(_ report: ComparisonReport, material: Material) {
    (self.report, self.material) = (report, material)
  }

  public var html: String {
    let shown = report.outputs.filter { ![.same, .withinTolerance].contains($0.verdict) }
    let sections = shown.enumerated().map { section($1, number: $0) }.joined()
    return """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><title>\(Markup.escaped(report.heading))</title>
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <style>\(Self.style)</style></head>
      <body><main><p class=profile>Comparison, profile <code>\(Markup.escaped(report.profile))</code></p>
      <h1>\(Markup.escaped(report.heading))</h1>
      \(provenance)\(lead)\(refusals)\(claims)\(filter(shown))\(sections)\(agreement)\(tolerances)</main>
      <script>\(Self.script)</script></body></html>

      """
  }

  private var provenance: String {
    "<ul class=facts>"
      + report.provenance.map { "<li>\(Markup.escaped($0))</li>" }.joined() + "</ul>"
  }

  /// The number that changed most.
  private var lead: String {
    guard let (output, change) = report.largest else { return "" }
    return "<p class=lead><strong>Largest change:</strong> "
      + "<a href=\"#\(Self.id(output.name))\">\(Markup.escaped(output.name))</a>, "
      + "\(Markup.escaped(change.sentence))"
      + (change.relative.map { " (\(Wording.percent($0)) of its size)" } ?? "") + ".</p>"
  }

  private var refusals: String {
    report.refusals.map { reason, names in
      "<p class=refusal><strong>Not compared:</strong> the baseline of "
        + names.map { "<a href=\"#\(Self.id($0))\">\(Markup.escaped($0))</a>" }.joined(
          separator: ", ")
        + " was \(Markup.escaped(reason)). Look at what follows and accept it anew.</p>"
    }.joined()
  }

  private var claims: String {
    guard !report.claims.isEmpty else { return "" }
    let rows = report.claims.map { claim in
      [
        Markup.escaped(claim.id), Markup.escaped(claim.statement), Markup.escaped(claim.chapter),
        Markup.escaped(claim.before ?? "not there"),
        "<strong>\(Markup.escaped(claim.now ?? "not there"))</strong>"
      ]
    }
    return "<section class=claims><h2>"
      + (rows.count == 1
        ? "A claim changed its verdict" : "\(rows.count) claims changed their verdicts")
      + "</h2>"
      + Self.table(
        ["claim", "statement", "chapter", "before", "now"], rows,
        label: "Claims with another verdict")
      + "</section>"
  }

  private func filter(_ shown: [OutputComparison]) -> String {
    guard shown.count > 1 else { return "" }
    let verdicts = OutputComparison.Verdict.allCases.filter { verdict in
      shown.contains { $0.verdict == verdict }
    }
    let boxes = verdicts.map { verdict in
      "<label><input type=checkbox checked value=\(verdict.rawValue)>"
        + "\(Self.badge(verdict)) \(shown.count { $0.verdict == verdict })</label>"
    }
    return "<form id=filter hidden><fieldset><legend>Show</legend>" + boxes.joined()
      + "<label>Name <input type=search id=name autocomplete=off></label>"
      + "<output id=shown></output></fieldset></form>"
  }

  private func section(_ output: OutputComparison, number: Int) -> String {
    let id = Self.id(output.name)
    let label = "\(Self.badge(output.verdict)) <span class=kind>\(Markup.escaped(output.kind)), "
    var html =
      "<section class=output id=\"\(id)\" data-verdict=\(output.verdict.rawValue) "
      + "data-name=\"\(Markup.escaped(output.name))\"><h2>\(Markup.escaped(output.name))</h2><p>"
      + label
      + "\(Markup.escaped(output.chapter))</span>\(reportLink(output))</p>"
      + "<p>\(Markup.escaped(output.sentence))</p>"
      + output.causes.map { "<p class=cause>\(Markup.escaped($0))</p>" }.joined()
    if let picture = output.picture, picture.level != .same {
      html += pictures(of: output, picture, number: number)
    }
    if let data = output.data { html += changes(data, of: output) }
    html += accepted(output)
    if let advice = material.advice(output) {
      html +=
        "<p class=command>\(Markup.escaped(advice.words)): <code>\(Markup.escaped(advice.command))</code></p>"
    }
    return html + "</section>"
  }

  private func reportLink(_ output: OutputComparison) -> String {
    material.place(output).map {
      " <a href=\"\(Markup.escaped($0))\">in the report<span class=hidden>: \(Markup.escaped(output.name))</span></a>"
    } ?? ""
  }

  private func accepted(_ output: OutputComparison) -> String {
    material.acceptance(output).map {
      "<p class=kind>Accepted \(Markup.escaped($0.date)): \(Markup.escaped($0.reason))</p>"
    } ?? ""
  }

  private func changes(_ data: DataComparison, of output: OutputComparison) -> String {
    // A table's CSV and JSON hold the same cells; the second list would say nothing new.
    var seen = Set<[String?]>()
    let distinct = data.changes.filter { change in
      change.before == nil || change.now == nil
        || seen.insert([change.before, change.now]).inserted || output.kind != "table"
    }
    guard !distinct.isEmpty else { return "" }
    let shown = distinct.prefix(Self.shownChanges)
    let rows = shown.map { change in
      [
        Markup.escaped(change.place), Markup.escaped(change.before ?? "not there"),
        Markup.escaped(change.now ?? "not there"), change.absolute.map(Wording.short) ?? "",
        change.relative.map(Wording.short) ?? ""
      ]
    }
    let more =
      distinct.count > shown.count || data.changeCount > data.changes.count
      ? "<p>\(data.changeCount) changes in all; compare.json lists up to \(DataComparison.listed).</p>"
      : ""
    let curves =
      data.series.count > 1
      ? Self.table(
        ["curve", "changes", "largest relative"],
        data.series.map {
          [Markup.escaped($0.name), "\($0.count)", $0.largest.map(Wording.short) ?? ""]
        }, label: "Changes of \(output.name), by curves") : ""
    return curves
      + Self.table(
        ["where", "before", "now", "absolute", "relative"], rows, label: "Changes of \(output.name)"
      )
      + more
  }

  private func pictures(
    of output: OutputComparison, _ found: PictureComparison, number: Int
  ) -> String {
    let name = Markup.escaped(output.name)
    let now = material.picture(output.name, false).map(Self.address)
    let before = material.picture(output.name, true).map(Self.address)
    func image(_ address: String?, _ words: String) -> String {
      guard let address else { return "<div class=none>no picture</div>" }
      return "<img alt=\"\(name), \(words)\" src=\"\(address)\">"
    }
    let marks = found.regions.map { region in
      let share = { (value: Int, whole: Int) in
        String(format: "%.3f%%", 100 * Double(value) / Double(max(1, whole)))
      }
      return "<i style=\"left:\(share(region.x, found.width));top:\(share(region.y, found.height));"
        + "width:\(share(region.width, found.width));height:\(share(region.height, found.height))\"></i>"
    }.joined()
    let hasBoth = now != nil && before != nil && found.width > 0
    let views =
      hasBoth
      ? "<fieldset class=views><legend>View of \(name)</legend>"
        + [
          ("side", "side by side"), ("swipe", "swipe"), ("overlay", "one over the other"),
          ("difference", "difference")
        ].map {
          key, text in
          "<label><input type=radio name=view\(number) value=\(key)\(key == "side" ? " checked" : "")>"
            + "\(text)</label>"
        }.joined() + "</fieldset>" : ""
    // Both pictures are embedded once; every view arranges the same two elements.
    let slider =
      hasBoth
      ? "<label class=slider hidden>before <input type=range min=0 max=100 value=50 "
        + "aria-label=\"Share of \(name) shown as it was before\"> now</label>" : ""
    return "<div class=pictures>\(views)<div class=stack>"
      + "<figure class=before><div class=frame>\(image(before, "before"))<span class=marks>\(marks)"
      + "</span></div><figcaption>before</figcaption></figure>"
      + "<figure class=now><div class=frame>\(image(now, "now"))<span class=marks>\(marks)"
      + "</span></div><figcaption>now</figcaption></figure></div>\(slider)</div>"
  }

  /// What agrees: the figures, and a table of all. Where nothing else is to be seen it is open.
  private var agreement: String {
    let same = report.outputs.filter { [.same, .withinTolerance].contains($0.verdict) }
    guard !same.isEmpty else { return "" }
    let cards = same.filter { $0.picture != nil }.map(card).joined()
    let rows = same.map { output in
      let acceptance = material.acceptance(output)
      return [
        Markup.escaped(output.name) + reportLink(output), Markup.escaped(output.chapter),
        Self.level(output.data?.level),
        Self.level(output.picture?.level)
          + (output.picture.map { $0.score > 0 ? ", \(Wording.percent($0.score))" : "" } ?? ""),
        Markup.escaped(acceptance?.date ?? ""), Markup.escaped(acceptance?.reason ?? "")
      ]
    }
    let isAll = same.count == report.outputs.count
    return
      "<details\(isAll ? " open" : "")><summary>"
      + "\(Wording.count(same.count, "output agrees", "outputs agree"))</summary>"
      + (cards.isEmpty
        ? ""
        : "<p>Each picture is, but where two are shown, both as accepted and as it is now.</p>"
          + "<ul class=gallery>\(cards)</ul>")
      + Self.table(
        ["output", "chapter", "data", "picture", "accepted", "why"], rows,
        label: "Outputs that agree")
      + "</details>"
  }

  /// A figure that agrees: as it is now, and where it is not the same bytes, as accepted beside it.
  private func card(_ output: OutputComparison) -> String {
    let name = Markup.escaped(output.name)
    let now = Markup.escaped(material.address(output.name))
    func image(_ address: String, _ words: String) -> String {
      "<img alt=\"\(name), \(words)\" src=\"\(address)\">"
    }
    let isSame = output.picture?.level == .same
    let before = isSame ? nil : material.picture(output.name, true).map(Self.address)
    let images =
      (before.map { image($0, "before") } ?? "")
      + image(now, before == nil ? "before and now" : "now")
    return "<li><div class=frame>\(images)</div><p><strong>\(name)</strong>"
      + (before == nil ? "" : " <span class=kind>before, and now</span>")
      + "\(reportLink(output))</p></li>"
  }

  private var tolerances: String {
    let standard = StatedTolerance.picture
    let rows = report.tolerances.map { use -> [String] in
      let it = use.tolerance
      let scope = [it.profile, it.numerics].compactMap { $0 }.joined(separator: ", ")
      return [
        Markup.escaped(it.output + (it.column.map { ": \($0)" } ?? ""))
          + (scope.isEmpty ? "" : " (\(scope))"),
        "\(it.measure.rawValue) \(Wording.short(it.limit))", Markup.escaped(it.reason),
        Wording.short(it.largestDrift), use.drift.map(Wording.short) ?? "none",
        use.notice.map { "<strong>\(Markup.escaped($0))</strong>" } ?? ""
      ]
    }
    let list =
      rows.isEmpty
      ? "<p>None is stated for this profile.</p>"
      : Self.table(
        ["for", "tolerance", "reason", "largest drift on record", "drift now", "notice"], rows,
        label: "Stated tolerances")
    return
      "<section><h2>Tolerances</h2><p>Data are held to equality, and pictures to the same bytes or "
      + "else a worst tile of at most \(Wording.percent(standard.limit)), where nothing else is stated. "
      + "\(Markup.escaped(standard.reason))</p>\(list)</section>"
  }
}
