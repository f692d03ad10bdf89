import Foundation
import Support
import TestSupport
import Testing

extension ReportTests {
  /// `nonsmooth preview` as a process, and a report of which little has changed. PipelineTests has what the
  /// preview makes, PreviewTests what it answers.
  @Suite(.waiting, .serialized) struct PreviewTests {
    let folder: TemporaryDirectory

    init() throws { folder = try ReportTests.report().copy() }

    private func file(_ path: String) -> URL { folder.url.appendingPathComponent(path) }

    private func text(_ path: String) throws -> String {
      try String(contentsOf: file(path), encoding: .utf8)
    }

    /// The processes whose command line names this test's folder; nil where the system does not tell.
    private var processes: [pid_t]? {
      let all = try? FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap {
        pid_t($0)
      }
      return all?.filter { number in
        let words = try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(number)/cmdline"))
        return words?.range(of: Data(folder.url.path.utf8)) != nil
      }
    }

    @Test func servesTheReportAloneUntilCtrlC() async throws {
      var address = ""
      let outcome = try await CommandProcess.run(
        ["preview", "--profile", "smoke", "--port", "0"], in: folder.url
      ) { running in
        try await eventually("it says where it serves") {
          try #require(running.isRunning)
          return running.output.contains(UInt8(ascii: "\n"))
        }
        address = String(decoding: running.output, as: UTF8.self)
        let port = try #require(
          URL(string: address.trimmingCharacters(in: .newlines))?.port.map { UInt16($0) })
        func status(_ path: String, method: String = "GET", host: String? = nil) async -> Int? {
          RawHTTP.status(of: await RawHTTP.get(port: port, method: method, path, host: host))
        }
        for path in ["/", "/report.pdf", "/figures/figure-1.svg", "/chapters/lasso.html"] {
          #expect(await status(path) == 200, "\(path)")
        }
        for path in [
          "/../../Package.swift", "/%2e%2e/%2e%2e/Package.swift", "/..%2f..%2fPackage.swift",
          "/figures/../../../Package.swift", "/.made/report.html.json", "/figures", "//etc/passwd"
        ] {
          #expect(await status(path) == 404, "\(path)")
        }
        #expect(await status("/", method: "POST") == 405)
        #expect(await status("/", host: "evil.example:\(port)") == 421)
        let twice = "127.0.0.1:\(port)\r\nHost: 127.0.0.1:\(port)"
        #expect(await status("/", host: twice) == 400)
        #expect(await status("/" + String(repeating: "a", count: 100_000)) == 431)

        let second = try await CommandProcess.run(
          ["preview", "--profile", "smoke", "--port", "\(port)"], in: folder.url)
        #expect(second.status == 2)
        #expect(
          second.errors
            == "nonsmooth: Port \(port): in use, expected a free one. Stop what uses it or choose "
            + "another --port.\n")

        // Typst's, which the next change starts anew; this process goes on without it.
        if let worker = processes?.first {
          kill(worker, SIGKILL)
          try append("\nA kolibri came by.\n", to: "Chapters/Lasso/Lasso.typ")
          try await eventually("the page has what was written") {
            await RawHTTP.get(port: port, "/")?.contains("A kolibri came by.") == true
          }
          #expect(processes?.isEmpty == false)
        }
        kill(running.processIdentifier, SIGINT)
      }
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output == address)
      #expect(processes?.isEmpty != false)
    }

    private func append(_ text: String, to path: String) throws {
      try Data((try self.text(path) + text).utf8).write(to: file(path), options: .atomic)
    }

    @Test func aReportOfNothingNewTouchesNothing() async throws {
      func report() async throws {
        let outcome = try await CommandProcess.run(["report", "--profile", "smoke"], in: folder.url)
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
      func changed(after change: () throws -> Void) async throws -> Set<String> {
        let before = try states()
        try change()
        try await report()
        let after = try states()
        return Set(after.keys.filter { before[$0] != after[$0] })
      }
      // The copy lies elsewhere, which its pages are made for once more.
      try await report()
      #expect(try await changed {} == [])
      let damaged = try await changed {
        try Data("<svg/>".utf8).write(to: file("Output/smoke/figures/figure-1.svg"))
      }
      let drawn = damaged.filter { $0.hasPrefix("figures/") }
      #expect(drawn.contains("figures/figure-1.svg"))
      #expect(drawn.allSatisfy { $0.hasPrefix("figures/figure-1") })
      #expect(try !text("Output/smoke/figures/figure-1.svg").hasPrefix("<svg/>"))
      let prose = try text("Chapters/Lasso/Lasso.typ")
      let rewritten = try await changed {
        try (prose + "\nMore.\n").write(
          to: file("Chapters/Lasso/Lasso.typ"), atomically: true, encoding: .utf8)
      }
      #expect(
        Set(rewritten.filter { !$0.hasPrefix(".made") })
          == ["report.html", "report.pdf", "chapters/lasso.html", "chapters/lasso.pdf"])
    }
  }
}
