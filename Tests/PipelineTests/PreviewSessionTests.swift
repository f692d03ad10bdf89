import Foundation
import Pipeline
import Preview
import Support
import TestSupport
import Testing

/// What is served after a source has changed.
@Suite(.waiting, .timeLimit(.minutes(20))) struct PreviewSessionTests {
  let smoke: SmokeWorkspace
  let server: PreviewServer
  let flag = CancellationFlag()

  init() async throws {
    var smoke = try await SmokeWorkspace()
    smoke.workspace.checkpointSeconds = 7
    self.smoke = smoke
    server = try PreviewServer(folder: smoke.workspace.output, host: "127.0.0.1", port: 0)
  }

  /// What a page is told when it asks.
  struct State: Decodable, Equatable {
    var stamp: String?
    var trouble: String?
  }

  func answer(_ path: String) async throws -> String {
    let port = try #require(URL(string: server.address)?.port.map { UInt16($0) })
    let answer = try #require(await RawHTTP.get(port: port, path))
    return String(answer[try #require(answer.range(of: "\r\n\r\n")).upperBound...])
  }

  func state(of page: String = "/") async throws -> State {
    try JSONDecoder().decode(State.self, from: Data(try await answer("/state?page=\(page)").utf8))
  }

  /// Calls `body` while a session runs on a thread of its own, and ends that.
  func preview(
    builder: Tool? = nil, program: URL? = nil, _ body: () async throws -> Void
  ) async throws {
    let (workspace, server, flag) = (smoke.workspace, server, flag)
    let (starts, started) = AsyncStream<Void>.makeStream()
    let end = Task {
      await withCheckedContinuation { continuation in
        Thread.detachNewThread {
          let result = Result {
            try PreviewSession(
              workspace: workspace, server: server, flag: flag, builder: builder, program: program
            ).run { started.yield() }
          }
          started.finish()
          continuation.resume(returning: result)
        }
      }
    }
    for await _ in starts { break }
    let outcome: Result<Void, any Error>
    do {
      outcome = .success(try await body())
    } catch {
      outcome = .failure(error)
    }
    flag.set()
    let ended = await end.value
    server.stop()
    try outcome.get()
    try ended.get()
  }

  func append(_ text: String, to path: String) throws {
    try smoke.edit(smoke.file(path)) { $0 + text }
  }

  @Test func changedProseIsServedAndATroubleKeepsTheLastGoodPage() async throws {
    let path = "Chapters/Lasso/Lasso.typ"
    let prose = try smoke.text(path)
    try await preview {
      let first = try await state()
      try append("\nA kolibri came by.\n", to: path)
      for page in ["/", "/chapters/lasso.html"] {
        try await eventually("\(page) has what was written") {
          _ = try await state(of: page)
          return try await answer(page).contains("A kolibri came by.")
        }
      }
      #expect(try await state().stamp != first.stamp)

      try append("\n#num(\"no.such.value\")\n", to: path)
      try await eventually("the trouble is told") {
        try await state().trouble?.contains("no.such.value") == true
      }
      #expect(try await answer("/").contains("A kolibri came by."))

      try Data(prose.utf8).write(to: smoke.file(path), options: .atomic)
      try await eventually("the trouble is over") { try await state().trouble == nil }
      try await eventually("the page is as it was") {
        try await !answer("/").contains("kolibri")
      }
      // The script that asks is in what is served alone.
      #expect(try await answer("/").contains("/state?page="))
      #expect(try !smoke.text("Output/smoke/report.html").contains("/state?page="))
    }
  }

  @Test func aFailedBuildIsShownUntilTheNextOneSucceedsAndAHangingOneEndsWithTheSession()
    async throws
  {
    let (mode, told, process) = (smoke.file("mode"), smoke.file("told"), smoke.file("process"))
    let builder = Tool([
      "/bin/sh", "-c",
      """
      case $(cat '\(mode.path)') in
      fails) echo 'Figures.swift:1:1: error: no such color'; echo 'a hint' >&2; exit 1;;
      hangs) echo $$ > '\(process.path)'; exec sleep 1000;;
      esac
      """
    ])
    let program = smoke.file("program")
    try Data("#!/bin/sh\nprintf '%s\\n' \"$@\" > '\(told.path)'\n".utf8).write(to: program)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: program.path)
    func build(_ word: String) throws {
      try Data(word.utf8).write(to: mode)
      try append("// \(word)\n", to: "Chapters/Lasso/Lasso.swift")
    }
    var hanging: pid_t = 0
    try await preview(builder: builder, program: program) {
      try build("fails")
      try await eventually("the compiler's words are told") {
        let trouble = try await state().trouble
        return trouble?.contains("error: no such color\na hint") == true
      }
      #expect(RegularFile.isAbsent(told))

      try build("succeeds")
      try await eventually("the trouble is over") { try await state().trouble == nil }
      let arguments = try String(contentsOf: told, encoding: .utf8).split(separator: "\n")
      #expect(
        arguments == [
          "report", "--without-pages", "--profile", "smoke", "--root", smoke.folder.url.path[...],
          "--threads", "2", "--checkpoint-seconds", "7.0"
        ])

      try build("hangs")
      try await eventually("the build runs") {
        hanging =
          (try? String(contentsOf: process, encoding: .utf8)).flatMap {
            pid_t($0.trimmingCharacters(in: .whitespacesAndNewlines))
          } ?? 0
        return hanging > 0
      }
    }
    #expect(kill(hanging, 0) != 0 && errno == ESRCH)
  }

  @Test func ofACompilersWordsTheErrorsAreShown() {
    let notes = (1...40).map { "[\($0)/40] Compiling" }
    let words = (notes + ["a.swift:1:2: error: no", " 1 | let", "   `- error: no"] + notes)
      .joined(separator: "\n")
    let shown = PreviewSession.compilerErrors(in: words).split(separator: "\n")
    #expect(shown.prefix(3).last == " 1 | let" && shown.count == 8)
    #expect(PreviewSession.compilerErrors(in: "linker: gone").hasSuffix("\nlinker: gone"))
  }
}
