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

    @Test(arguments: [390, 1280]) func theComparisonOpensWhole(width: Int) throws {
      let folder = try ReportTests.report().copy()
      let options = ["--profile", "smoke"]
      let accept = ["accept", "all", "--reason", "a test"]
      #expect(try CommandProcess.run(accept + options, in: folder.url).status == 0)
      let baselines = folder.url.appendingPathComponent("Chapters/Convergence/Baselines/smoke")
      let image = baselines.appendingPathComponent("figures/figure-1.png")
      try FileManager.default.removeItem(at: image)
      try FileManager.default.copyItem(
        at: baselines.appendingPathComponent("figures/figure-2.png"), to: image)
      #expect(try CommandProcess.run(["compare"] + options, in: folder.url).status == 1)
      let (page, faults) = try faults(
        of: folder.url.resolvingSymlinksInPath()
          .appendingPathComponent("\(SmokeReport.smoke)/compare/index.html"),
        in: try Browser(), width: width)
      #expect(faults == [])
      #expect(page.images == 2, "the output beside its baseline")
      #expect(page.text.contains("make accept NAME=figure-1 PROFILE=smoke REASON=\"...\""))
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
