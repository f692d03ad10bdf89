import Foundation
import Pipeline
import Preview
import Support
import TestSupport
import Testing

extension PreviewSessionTests {
  /// What a page asks of the engine; the command is a script that says what it was given and ends when it is told. PageTests
  /// has the real one.
  @Suite struct RequestedRunsTests {
    let preview: PreviewSessionTests
    private let port: UInt16
    private let token: String
    private static let seed = "F2.*.plain.*.seed*"
    private static let initialization = "\(seed):initialization"

    init() async throws {
      preview = try await PreviewSessionTests()
      port = try #require(URL(string: preview.server.address)?.port.map { UInt16($0) })
      let page = try #require(await RawHTTP.get(port: port, "/"))
      token = String(try #require(page.firstMatch(of: /token = "([0-9a-f]{64})"/)).1)
    }

    private struct State: Decodable {
      struct Work: Decodable {
        var figure: String
        var phase: String
        var runs: Int?
        var finished: Int?
        var share: Double?
        var time: String?
        var run: String?
        var message: String?
      }
      var work: [Work]?
    }

    /// What is told of runs, and of an estimate behind them.
    private func works() async throws -> [State.Work] {
      try JSONDecoder().decode(
        State.self, from: Data(try await preview.answer("/state?page=/").utf8)
      ).work ?? []
    }

    private func reaches(_ phase: String) async throws -> State.Work {
      var found: State.Work?
      try await eventually("it is \(phase)") {
        found = try await works().first { $0.phase == phase }
        return found != nil
      }
      return try #require(found)
    }

    /// The status, and what was said.
    private func ask(
      _ action: String, _ settings: [String: String] = [initialization: "uniformFanIn"],
      figure: String = "figure-2", token other: String? = nil, origin: String? = nil,
      host: String? = nil
    ) async throws -> (status: Int?, words: String) {
      let body = try JSONEncoder().encode(Message(figure: figure, settings: settings))
      var headers = [
        "Origin": origin ?? "http://127.0.0.1:\(port)", Permission.header: other ?? token
      ]
      headers["Host"] = host
      let answer = try #require(
        await RawHTTP.post(
          port: port, "/runs/\(action)", headers: headers, String(decoding: body, as: UTF8.self)))
      let words = answer.components(separatedBy: "\r\n\r\n").dropFirst().joined()
      return (RawHTTP.status(of: answer), words.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    private struct Message: Encodable {
      var figure: String
      var settings: [String: String]
    }

    /// A command that writes its arguments to a file and goes on with `body`.
    private func program(_ body: String) throws -> (program: URL, told: URL) {
      let (program, told) = (preview.smoke.file("program"), preview.smoke.file("told"))
      let script = "#!/bin/sh\nprintf '%s\\n' \"$@\" > '\(told.path)'\n\(body)\n"
      try Data(script.utf8).write(to: program)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.path)
      return (program, told)
    }

    private static let plan = #"echo '{"total":{"runsToDo":4,"seconds":38.2}}'; exit 0"#
    private static let started =
      #"echo '{"event":"progress","name":"a","share":0.5,"done":1,"total":4,"secondsLeft":12.2}'"#

    @Test func onlyWhatIsDeclaredIsRunAndOnlyForAPageOfOurs() async throws {
      let (program, told) = try program(Self.plan)
      try await preview.preview(program: program) {
        #expect(try await ask("start", token: String(repeating: "0", count: 64)).status == 403)
        #expect(try await ask("start", token: "").status == 403)
        #expect(try await ask("start", origin: "http://evil.example").status == 403)
        #expect(try await ask("start", origin: "http://localhost:\(port)").status == 403)
        #expect(try await ask("start", host: "evil.example:\(port)").status == 403)
        let rate = "\(Self.seed):optimizer.learningRate"
        let momentum = "\(Self.seed):optimizer.momentum"
        for (settings, words) in [
          ([:], "Settings: none, expected one or more. Choose another value."),
          (
            ["F2:seed": "3"],
            "Setting 'F2:seed': unknown, expected one that is declared of figure-2."
          ),
          (
            [Self.initialization: "ones"],
            "Setting '\(Self.initialization)': ones, expected one of he, uniformFanIn. Choose another value."
          ),
          (
            [Self.initialization: "he"],
            "Setting '\(Self.initialization)': he, expected another than the report's own. Choose another value."
          ),
          (
            [rate: "2"],
            "Setting '\(rate)': 2, expected one of 0.02, 0.005, 0.1, 0.001, or a number from 0.0001 to 1. "
              + "Choose another value."
          ),
          (
            [momentum: "0", "\(Self.seed):optimizer.name": "adam"],
            "Setting '\(momentum)': given, expected only where '\(Self.seed):optimizer.name' is sgd. Leave it out."
          )
        ] as [([String: String], String)] {
          #expect(try await ask("start", settings) == (400, words))
        }
        for value in ["nan", "inf", "0x1p-3", "0.01 ", " 0.01", "1e", "--set", "0.01\n", ""] {
          #expect(try await ask("start", [rate: value]).status == 400, "\(value)")
        }
        for figure in ["figure-1", "../figure-2", "", "figure-2-deep.json"] {
          #expect(try await ask("start", figure: figure).status == 400, "\(figure)")
        }
        #expect(try await ask("remove").status == 404)
        #expect(try await ask("cancel").status == 409)
        #expect(try await ask("answer").status == 409)
        #expect(try await works().isEmpty && RegularFile.isAbsent(told) == true)

        #expect(try await ask("estimate", [rate: "0.013"]).status == 202)
        let estimate = try await reaches("estimated")
        #expect(estimate.runs == 4 && estimate.time == "about 38 s")
        let words = try String(contentsOf: told, encoding: .utf8).split(separator: "\n")
        #expect(words.prefix(3) == ["plan", "convergence", "--json"])
        #expect(words.suffix(2) == ["--set", "\(rate)=0.013"])
      }
    }

    @Test func oneRunIsMadeAtATimeAndCanBeCanceled() async throws {
      let process = preview.smoke.file("process")
      let (program, told) = try program(
        "[ \"$1\" = plan ] && { \(Self.plan); }\n\(Self.started)\n"
          + "echo $$ > '\(process.path)'\nexec sleep 1000")
      try await preview.preview(program: program) {
        #expect(try await ask("start").status == 202)
        try await eventually("it tells how far it is") { try await works().first?.share != nil }
        let running = try await reaches("running")
        #expect(running.phase == "running" && running.runs == 4 && running.finished == 1)
        #expect(running.share == 0.375 && running.time == "about 12 s" && running.run == "a")
        let words = try String(contentsOf: told, encoding: .utf8).split(separator: "\n")
        #expect(words.prefix(4) == ["chapter", "--without-pages", "convergence", "--json"])

        let other = ["\(Self.seed):batchSize": "4"]
        for action in ["start", "estimate"] {
          let answer = try await ask(action, other)
          #expect(
            answer.status == 409 && answer.words.hasPrefix("Runs: some are being made for figure-2")
          )
        }
        #expect(try await ask("start").status == 409)
        // A page that is loaded again asks for what it shows, and sees how far it is.
        #expect(try await ask("estimate").status == 202)
        #expect(try await works().map(\.phase) == ["running"])
        #expect(try await ask("cancel", other).status == 409)

        let number = try #require(
          pid_t(try String(contentsOf: process, encoding: .utf8).trimmingCharacters(in: .newlines)))
        #expect(try await ask("cancel").status == 202)
        _ = try await reaches("cancelled")
        #expect(kill(number, 0) != 0 && errno == ESRCH)
        // Another page's question leaves what came of the runs.
        #expect(try await ask("estimate", other).status == 202)
        _ = try await reaches("estimated")
        #expect(try await works().map(\.phase) == ["cancelled", "estimated"])
        #expect(try await ask("estimate").status == 202)
        try await eventually("its own is asked anew") {
          try await works().map(\.phase) == ["estimated"]
        }
      }
    }

    @Test func changedSwiftIsBuiltWhenTheRunHasEndedAndTheRunEndsWithTheSession() async throws {
      let (process, built) = (preview.smoke.file("process"), preview.smoke.file("built"))
      let (program, _) = try program(
        "[ \"$1\" = report ] && exit 0\necho $$ > '\(process.path)'\nexec sleep 1000")
      let builder = Tool(["/bin/sh", "-c", "echo built > '\(built.path)'"])
      func number() -> pid_t {
        (try? String(contentsOf: process, encoding: .utf8)).flatMap {
          pid_t($0.trimmingCharacters(in: .newlines))
        } ?? 0
      }
      var last: pid_t = 0
      try await preview.preview(builder: builder, program: program) {
        #expect(try await ask("start").status == 202)
        try await eventually("it runs") { number() > 0 }
        try preview.append("// changed\n", to: "Chapters/Lasso/Lasso.swift")
        // Prose changes meanwhile, and shows that changes are looked at.
        try preview.append("\nA kolibri came by.\n", to: "Chapters/Lasso/Lasso.typ")
        try await eventually("the page has what was written") {
          _ = try await preview.state()
          return try await preview.answer("/").contains("A kolibri came by.")
        }
        #expect(RegularFile.isAbsent(built) == true)
        #expect(try await ask("cancel").status == 202)
        try await eventually("it is built") { RegularFile.isAbsent(built) == false }
        // What was made by the program before is forgotten.
        try await eventually("nothing is told") { try await works().isEmpty }
        try FileManager.default.removeItem(at: process)
        #expect(try await ask("start").status == 202)
        try await eventually("it runs") { number() > 0 }
        last = number()
      }
      #expect(kill(last, 0) != 0 && errno == ESRCH)
    }

    @Test func whyItFailedIsTold() async throws {
      let (program, _) = try program(
        """
        case "$*" in
        *=uniformFanIn)
          printf '%s\\n' '{"command":"c","event":"failed","name":"F2.a","reason":"its loss is infinite.\\nDetails."}'
          echo 'nonsmooth: 1 run failed.' >&2;;
        *) echo note >&2; echo 'nonsmooth: Disk: full, expected room.' >&2;;
        esac
        exit 2
        """)
      try await preview.preview(program: program) {
        for (settings, message) in [
          ([Self.initialization: "uniformFanIn"], "Run 'F2.a': its loss is infinite."),
          (["\(Self.seed):batchSize": "4"], "Disk: full, expected room.")
        ] {
          #expect(try await ask("start", settings).status == 202)
          try await eventually("it has failed") {
            try await works().map(\.message) == [message]
          }
          #expect(try await works().map(\.phase) == ["failed"])
        }
      }
    }
  }
}
