import Foundation
import TestSupport
import Testing

extension ReportTests {
  /// The pages in a browser, opened from the disk as a reader does.
  @Suite(
    .enabled(
      if: Browser.executable != nil,
      "Chromium is not installed; Scripts/setup-tests.sh installs it."))
  struct BrowserTests {
    /// What a page says of itself, gathered in JavaScript.
    private struct Examination: Decodable {
      var title: String
      /// Images that did not load, by their alternative text.
      var brokenImages: [String]
      var images: Int
      /// In-page links and references to ids that are not there.
      var danglingReferences: [String]
      var inPageLinks: Int
      /// Links that lead to other files, as resolved addresses.
      var outwardLinks: [String]
      var repeatedIDs: [String]
      /// Requests that the page made beyond itself.
      var requests: [String]
      /// How many pixels the page is wider than its view.
      var overflow: Double
      var text: String
    }

    private static let script = """
      (async () => {
        await document.fonts.ready;
        const images = [...document.images];
        await Promise.all(images.map(image => image.decode().catch(() => {})));
        const ids = [...document.querySelectorAll('[id]')].map(element => element.id);
        const known = new Set(ids);
        const links = [...document.querySelectorAll('a[href]')];
        const inPage = links.map(link => link.getAttribute('href')).filter(h => h.startsWith('#'));
        const references = inPage.map(href => decodeURIComponent(href.slice(1)));
        for (const name of ['aria-labelledby', 'aria-describedby', 'aria-controls', 'for', 'headers'])
          for (const element of document.querySelectorAll('[' + name + ']'))
            references.push(...element.getAttribute(name).split(/\\s+/).filter(Boolean));
        const root = document.documentElement;
        return JSON.stringify({
          title: document.title,
          images: images.length,
          brokenImages: images.filter(i => !i.complete || i.naturalWidth === 0).map(i => i.alt),
          danglingReferences: references.filter(id => !known.has(id)),
          inPageLinks: inPage.length,
          outwardLinks: links.filter(a => !a.getAttribute('href').startsWith('#')).map(a => a.href),
          repeatedIDs: ids.filter((id, index) => ids.indexOf(id) !== index),
          requests: performance.getEntriesByType('resource').map(entry => entry.name)
            .filter(name => !name.startsWith('data:')),
          overflow: root.scrollWidth - root.clientWidth,
          text: document.body.innerText
        });
      })()
      """

    /// Opens a file and says what is wrong with it, one line for each fault.
    private func faults(
      of file: URL, in browser: Browser, width: Int
    ) throws -> (page: Examination, faults: [String]) {
      try browser.open(file, width: width)
      let text = try #require(try browser.evaluate(Self.script) as? String)
      let page = try JSONDecoder().decode(Examination.self, from: Data(text.utf8))
      var faults = browser.complaints.map { "console: \($0)" }
      faults += page.brokenImages.map { "image '\($0)' did not load" }
      faults += page.danglingReferences.map { "reference to '\($0)' leads nowhere" }
      faults += page.repeatedIDs.map { "id '\($0)' stands twice" }
      faults += page.requests.map { "needs \($0)" }
      if page.title.isEmpty { faults.append("has no title") }
      if page.text.contains("??") { faults.append("shows '??'") }
      if page.overflow > 0 { faults.append("is \(page.overflow) px wider than \(width) px") }
      for link in page.outwardLinks {
        let target = URL(string: link)
        let leadsSomewhere =
          target?.isFileURL == true
          ? FileManager.default.fileExists(atPath: target?.path ?? "")
          : target?.scheme == "https" && target?.host != nil
        if !leadsSomewhere { faults.append("link to \(link) leads nowhere") }
      }
      return (page, faults)
    }

    @Test(arguments: [390, 1280]) func everyPageOpensWhole(width: Int) throws {
      let report = try ReportTests.report()
      let browser = try Browser()
      for chapter in try report.chapters {
        let file = report.pages.appendingPathComponent("chapters/\(chapter.name).html")
        let (page, faults) = try faults(of: file, in: browser, width: width)
        #expect(faults == [], "\(file.lastPathComponent)")
        #expect(page.text.contains(chapter.title))
      }
      let (page, faults) = try faults(
        of: report.pages.appendingPathComponent("report.html"), in: browser, width: width)
      #expect(faults == [], "report.html")
      let drawn = try FileManager.default
        .contentsOfDirectory(atPath: report.pages.appendingPathComponent("figures").path)
      #expect(page.images >= drawn.count { $0.hasSuffix(".svg") })
      #expect(page.inPageLinks > 100, "claims, figures and works are linked")
      for chapter in try report.chapters { #expect(page.text.contains(chapter.title)) }
    }

    /// Paints in a picture as an image program would, and writes it back.
    private func paint(_ file: URL, in browser: Browser, _ code: String) throws {
      let address = "data:image/png;base64,\(try Data(contentsOf: file).base64EncodedString())"
      let painted = try browser.evaluate(
        """
        (async () => {
          const image = new Image(); image.src = '\(address)'; await image.decode();
          const canvas = Object.assign(document.createElement('canvas'),
            {width: image.width, height: image.height});
          const context = canvas.getContext('2d'); context.drawImage(image, 0, 0);
          const picture = context.getImageData(0, 0, image.width, image.height);
          const {data, width, height} = picture;
          \(code)
          context.putImageData(picture, 0, 0);
          return canvas.toDataURL('image/png').split(',')[1];
        })()
        """)
      let text = try #require(painted as? String)
      try #require(Data(base64Encoded: text)).write(to: file)
    }

    /// One number, one label, one color, one figure and one verdict, each found and named.
    @Test(arguments: [390, 1280]) func seededChangesAreFoundAndNamed(width: Int) throws {
      let folder = try ReportTests.report().copy()
      let options = ["--profile", "smoke"]
      let accept = ["accept", "all", "--reason", "a test"]
      #expect(try CommandProcess.run(accept + options, in: folder.url).status == 0)
      let output = folder.url.resolvingSymlinksInPath().appendingPathComponent(SmokeReport.smoke)
      let browser = try Browser()
      try browser.open(CommandProcess.root.appendingPathComponent("LICENSE"), width: width)

      let table = output.appendingPathComponent("figures/figure-1.csv")
      var rows = try String(contentsOf: table, encoding: .utf8).components(separatedBy: "\n")
      var cells = rows[5].components(separatedBy: ",")
      let before = try #require(Double(cells[3]))
      cells[3] = "\(before + 0.25)"
      rows[5] = cells.joined(separator: ",")
      try Data(rows.joined(separator: "\n").utf8).write(to: table)
      // The first label of the vertical axis: what is dark left of the axis line.
      try paint(
        output.appendingPathComponent("figures/figure-2.png"), in: browser,
        """
        const dark = (x, y) => data[(y * width + x) * 4] < 120;
        let top = 30;
        search: for (; top < height; top += 1) for (let x = 32; x < 56; x += 1)
          if (dark(x, top)) break search;
        for (let y = top - 2; y < top + 18; y += 1) for (let x = 26; x < 57; x += 1)
          data.fill(255, (y * width + x) * 4, (y * width + x) * 4 + 4);
        """)
      try paint(
        output.appendingPathComponent("figures/figure-4.png"), in: browser,
        """
        for (let at = 0; at < data.length; at += 4)
          if (data[at + 2] > data[at] + 80) [data[at], data[at + 2]] = [data[at + 2], data[at]];
        """)
      for suffix in ["csv", "png"] {
        try FileManager.default.removeItem(
          at: output.appendingPathComponent("figures/figure-5.\(suffix)"))
      }
      let values = output.appendingPathComponent("values/duality.json")
      let text = try String(contentsOf: values, encoding: .utf8)
      try Data(text.replacing("\"reproduced\"", with: "\"notReproduced\"").utf8).write(to: values)

      let outcome = try CommandProcess.run(["compare"] + options, in: folder.url)
      #expect(outcome.status == 1)
      let file = output.appendingPathComponent("compare/index.html")
      let (page, faults) = try faults(of: file, in: browser, width: width)
      #expect(faults == [])
      let parts = page.text.components(separatedBy: "A claim changed its verdict")
      try #require(parts.count == 2, "\(page.text.prefix(2000))")
      let order = [
        "A.2", "figure-5\n", "Missing: a baseline exists, but data and picture were not made.",
        "figure-1\n", "The data changed, the picture did not. 1 change in the data, first",
        "x \(cells[2]): y: \(before + 0.25), before", "0.25",
        "figure-2\n", "Only the picture changed; the data are the same.",
        "something is gone at the top left", "figure-4\n",
        "Only the picture changed; the data are the same.", "same shapes, other colors"
      ]
      var rest = parts[1][...]
      for wanted in order {
        let range = rest.range(of: wanted)
        #expect(range != nil, "\(wanted) after what stands before it in\n\(rest.prefix(1500))")
        if let range { rest = rest[range.upperBound...] }
      }
      #expect(page.images == 5, "before and now of two figures, and the missing one as it was")
      let size = try #require(
        try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int)
      #expect(size < 10_000_000)
      try checkControls(browser)
      if AccessibilityEngine.script != nil {
        for dark in [false, true] {
          try browser.open(file, width: width, dark: dark)
          #expect(try AccessibilityEngine.violations(in: browser) == [])
        }
      }
    }

    /// Views, swipe and filter of the comparison that is open, by the state that they leave.
    private func checkControls(_ browser: Browser) throws {
      let found = try browser.evaluate(
        """
        (() => {
          const section = document.getElementById('output-figure-2');
          const now = section.querySelector('.now');
          const style = name => getComputedStyle(now)[name];
          const seen = [style('mixBlendMode'), style('clipPath')];
          section.querySelector('[value=swipe]').click();
          const slider = section.querySelector('[type=range]');
          slider.value = 30; slider.dispatchEvent(new Event('input', {bubbles: true}));
          seen.push(style('clipPath'));
          section.querySelector('[value=difference]').click();
          seen.push(style('mixBlendMode'));
          const name = document.getElementById('name');
          name.value = 'FIGURE-2'; name.dispatchEvent(new Event('input', {bubbles: true}));
          seen.push(document.getElementById('shown').value);
          document.querySelector('#filter [value=pictureChanged]').click();
          seen.push(document.getElementById('shown').value);
          return seen;
        })()
        """)
      #expect(
        found as? [String]
          == ["normal", "none", "inset(0px 0px 0px 30%)", "difference", "1 shown", "0 shown"])
    }

    /// The examination itself: each fault is found on a page that has it.
    @Test func aFaultyPageIsFoundOut() throws {
      let folder = try TemporaryDirectory()
      let file = folder.url.resolvingSymlinksInPath().appendingPathComponent("faulty.html")
      let html = """
        <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Faulty</title>
        <meta name="viewport" content="width=device-width"></head><body>
        <p id="twice">See Figure ??, <a href="#none">there</a> or <a href="none.csv">here</a>.</p>
        <p id="twice" aria-describedby="nothing" style="width: 400px; margin: 0">Wide</p>
        <img alt="broken" src="data:image/png;base64,AAAA">
        <script>console.error("oh", "no"); undefined.x</script></body></html>
        """
      try Data(html.utf8).write(to: file)
      let browser = try Browser()
      let found = try faults(of: file, in: browser, width: 390)
      let missing = folder.url.resolvingSymlinksInPath().appendingPathComponent("none.csv")
      #expect(
        found.faults == [
          "console: oh no", "console: Uncaught", "image 'broken' did not load",
          "reference to 'none' leads nowhere", "reference to 'nothing' leads nowhere",
          "id 'twice' stands twice", "shows '??'", "is 18.0 px wider than 390 px",
          "link to \(missing.absoluteString) leads nowhere"
        ])
      if AccessibilityEngine.script != nil {
        try Data(html.replacing("alt=\"broken\" ", with: "").utf8).write(to: file)
        try browser.open(file, width: 390)
        let violations = try AccessibilityEngine.violations(in: browser)
        #expect(violations.contains { $0.hasPrefix("image-alt: ") }, "\(violations)")
      }
    }

    @Test(
      .enabled(
        if: AccessibilityEngine.script != nil,
        "axe-core is not installed; Scripts/setup-tests.sh installs it."),
      arguments: [false, true])
    func pagesAreAccessible(dark: Bool) throws {
      let report = try ReportTests.report()
      let browser = try Browser()
      for name in ["report.html", "chapters/lasso.html"] {
        try browser.open(report.pages.appendingPathComponent(name), width: 1280, dark: dark)
        let violations = try AccessibilityEngine.violations(in: browser)
        #expect(violations == [], "\(name), \(dark ? "dark" : "light")")
      }
    }
  }
}

/// axe-core, from the Python wheel that Scripts/setup-tests.sh unpacks.
enum AccessibilityEngine {
  static let script: String? = try? String(
    contentsOf: CommandProcess.root.appendingPathComponent(".build/axe/axe.min.js"), encoding: .utf8
  )

  /// The rules of WCAG 2.1, levels A and AA, that the open page breaks, each with where it does.
  static func violations(in browser: Browser) throws -> [String] {
    _ = try browser.evaluate((script ?? "") + "\n;0")
    let found = try browser.evaluate(
      """
      axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']}).then(result =>
        result.violations.map(rule => rule.id + ': ' + rule.help + ' (' + rule.nodes.length + ', e.g. '
          + rule.nodes[0].target.join(' ') + ')'))
      """)
    return found as? [String] ?? []
  }
}
