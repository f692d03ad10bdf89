import Foundation
import TestSupport
import Testing

extension ReportTests {
  /// `nonsmooth preview`, asked over HTTP while it runs, and a report of which little has changed.
  @Suite(.serialized) struct PreviewTests {
    let folder: TemporaryDirectory
    let port: UInt16

    init() throws {
      folder = try ReportTests.report().copy()
      port = try RawHTTP.freePort()
    }

    private func file(_ path: String) -> URL { folder.url.appendingPathComponent(path) }

    private func text(_ path: String) throws -> String {
      try String(contentsOf: file(path), encoding: .utf8)
    }

    private var page: String { RawHTTP(port: port, "/")?.text() ?? "" }

    /// Runs the preview, ends it by Ctrl-C after `body`, and gives what came of it.
    private func preview(
      environment: [String: String] = [:], _ body: () throws -> Void
    ) throws -> CommandProcess.Outcome {
      try CommandProcess.run(
        ["preview", "--profile", "smoke", "--port", "\(port)"], in: folder.url,
        environment: environment
      ) { process in
        defer { process.interrupt() }
        let end = Date().addingTimeInterval(120)
        while Date() < end, process.isRunning, RawHTTP(port: port, "/") == nil { usleep(50_000) }
        try body()
      }
    }

    /// Waits until the events hold so many of `kind`, and gives the data of the last.
    private func event(_ kind: String, _ number: Int, of events: RawHTTP) throws -> String {
      let parts = events.text { $0.components(separatedBy: "event: \(kind)\n").count > number }
        .components(separatedBy: "event: \(kind)\n")
      try #require(parts.count > number, "\(parts.count - 1) events '\(kind)', expected \(number)")
      let data = try #require(parts[number].split(separator: "\n").first)
      return String(data.dropFirst("data: ".count))
    }

    private func isLeft(_ words: String) throws -> Bool {
      let search = Process()
      search.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      search.arguments = ["pgrep", "-f", words]
      search.standardOutput = FileHandle.nullDevice
      try search.run()
      search.waitUntilExit()
      return search.terminationStatus == 0
    }

    @Test func changedProseReachesTheBrowserAndATroubleKeepsTheLastGoodPage() throws {
      let path = "Chapters/Lasso/Lasso.typ"
      let prose = try text(path)
      let outcome = try preview {
        #expect(page.contains("new EventSource"))
        #expect(try !text("Output/smoke/report.html").contains("new EventSource"))
        let events = try #require(RawHTTP(port: port, "/events?page=/"))
        _ = try event("page", 1, of: events)

        try (prose + "\nA kolibri came by.\n").write(
          to: file(path), atomically: true, encoding: .utf8)
        let end = Date().addingTimeInterval(120)
        while Date() < end, !page.contains("A kolibri came by.") { usleep(100_000) }
        #expect(page.contains("A kolibri came by."))
        _ = try event("page", 2, of: events)

        try (prose + "\n#num(\"no.such.value\")\n").write(
          to: file(path), atomically: true, encoding: .utf8)
        #expect(try event("trouble", 1, of: events).contains("no.such.value"))
        #expect(page.contains("A kolibri came by."))
        // A page that opens now is told too.
        let later = try #require(RawHTTP(port: port, "/events?page=/"))
        #expect(try event("trouble", 1, of: later).contains("no.such.value"))

        try prose.write(to: file(path), atomically: true, encoding: .utf8)
        _ = try event("page", 1, of: later)
        #expect(!page.contains("kolibri"))
      }
      #expect(outcome.status == 0)
      #expect(outcome.output == "http://127.0.0.1:\(port)/\n")
      #expect(outcome.errors.contains("no.such.value"))
      #expect(try !isLeft(folder.url.path))
    }

    @Test func givesNothingButTheReportAndOnlyUnderItsOwnName() throws {
      let outcome = try preview {
        for path in ["/", "/report.pdf", "/figures/figure-1.svg", "/chapters/lasso.html"] {
          #expect(RawHTTP.status(port: port, path) == 200, "\(path)")
        }
        #expect(RawHTTP.status(port: port, method: "HEAD", "/") == 200)
        for path in [
          "/../../Package.swift", "/%2e%2e/%2e%2e/Package.swift", "/..%2f..%2fPackage.swift",
          "/figures/../../../Package.swift", "/.made/report.html.json", "/figures", "//etc/passwd"
        ] {
          #expect(RawHTTP.status(port: port, path) == 404, "\(path)")
        }
        #expect(RawHTTP.status(port: port, method: "POST", "/") == 405)
        for path in ["/", "/events?page=/"] {
          #expect(RawHTTP.status(port: port, path, host: "evil.example:\(port)") == 421)
        }
        let second = try CommandProcess.run(
          ["preview", "--profile", "smoke", "--port", "\(port)"], in: folder.url)
        #expect(second.status == 2)
        #expect(
          second.errors
            == "nonsmooth: Port \(port): in use, expected a free one. Stop what uses it or choose "
            + "another --port.\n")
      }
      #expect(outcome.status == 0)
    }

    @Test func aFailedBuildIsShownUntilTheNextOneSucceeds() throws {
      let tools = file("tools")
      try FileManager.default.createDirectory(at: tools, withIntermediateDirectories: true)
      func setBuild(_ script: String) throws {
        let swift = tools.appendingPathComponent("swift")
        try "#!/bin/sh\n\(script)\n".write(to: swift, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: swift.path)
      }
      let path = "Chapters/Lasso/Lasso.swift"
      let source = try text(path)
      let searched = "\(tools.path):\(ProcessInfo.processInfo.environment["PATH"] ?? "")"
      try setBuild("echo 'Figures.swift:1:1: error: no such color'; exit 1")
      let outcome = try preview(environment: ["PATH": searched]) {
        let events = try #require(RawHTTP(port: port, "/events?page=/"))
        _ = try event("page", 1, of: events)
        try (source + "// one\n").write(to: file(path), atomically: true, encoding: .utf8)
        #expect(try event("trouble", 1, of: events).contains("error: no such color"))
        try setBuild("exit 0")
        try (source + "// two\n").write(to: file(path), atomically: true, encoding: .utf8)
        let later = events.text { text in
          text.components(separatedBy: "event: trouble\n").last?.contains("event: page\n") ?? false
        }
        #expect(
          later.components(separatedBy: "event: trouble\n").last?.contains("event: page") == true)
      }
      #expect(outcome.status == 0)
    }

    @Test(arguments: [
      (["--host", "no-such-name.invalid"], "Host 'no-such-name.invalid': no address found"),
      (["--host", "192.0.2.1"], "Host '192.0.2.1': not an address of this machine")
    ]) func anUnusableHostIsNamed(options: [String], message: String) throws {
      let outcome = try CommandProcess.run(
        ["preview", "--profile", "smoke", "--port", "\(port)"] + options, in: folder.url)
      #expect(outcome.status == 2 && outcome.errors.contains(message), "\(outcome.errors)")
    }

    @Test func aReportOfNothingNewTouchesNothing() throws {
      func report() throws {
        let outcome = try CommandProcess.run(["report", "--profile", "smoke"], in: folder.url)
        #expect(outcome.status == 0, "\(outcome.errors)")
      }
      func states() throws -> [String: String] {
        let output = file("Output/smoke")
        let names = try FileManager.default.subpathsOfDirectory(atPath: output.path)
        return try names.filter { !$0.hasPrefix("values") && $0 != "outputs.json" }
          .reduce(into: [:]) { states, name in
            let state = try FileManager.default.attributesOfItem(
              atPath: output.appendingPathComponent(name).path)
            guard state[.type] as? FileAttributeType == .typeRegular else { return }
            states[name] = "\(state[.systemFileNumber]!) \(state[.modificationDate]!)"
          }
      }
      func changed(after change: () throws -> Void) throws -> Set<String> {
        let before = try states()
        try change()
        try report()
        let after = try states()
        return Set(after.keys.filter { before[$0] != after[$0] })
      }
      // The copy lies elsewhere, which its pages are made for once more.
      try report()
      #expect(try changed {} == [])
      let damaged = try changed {
        try Data("<svg/>".utf8).write(to: file("Output/smoke/figures/figure-1.svg"))
      }
      let drawn = damaged.filter { $0.hasPrefix("figures/") }
      #expect(drawn.contains("figures/figure-1.svg"))
      #expect(drawn.allSatisfy { $0.hasPrefix("figures/figure-1") })
      #expect(try !text("Output/smoke/figures/figure-1.svg").hasPrefix("<svg/>"))
      let prose = try text("Chapters/Lasso/Lasso.typ")
      let rewritten = try changed {
        try (prose + "\nMore.\n").write(
          to: file("Chapters/Lasso/Lasso.typ"), atomically: true, encoding: .utf8)
      }
      #expect(
        Set(rewritten.filter { !$0.hasPrefix(".made") })
          == ["report.html", "report.pdf", "chapters/lasso.html", "chapters/lasso.pdf"])
    }
  }
}
