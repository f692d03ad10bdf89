import Foundation
import Support
import TestSupport
import Testing

@Suite struct ToolTests {
  @Test func outputErrorsStatusAndInputComeThrough() async throws {
    let outcome = try await Tool(["sh", "-c", "cat; echo bad >&2; exit 3"])
      .outcome(input: Data("word\n".utf8))
    #expect(outcome.status == 3)
    #expect(outcome.text == "word\n")
    #expect(outcome.errorText == "bad\n")
  }

  @Test func muchOutputOnBothStreamsNeitherBlocksNorIsLost() async throws {
    let outcome = try await Tool([
      "sh", "-c", "head -c 3000000 /dev/zero; head -c 2000000 /dev/zero >&2"
    ]).outcome()
    #expect(outcome.output.count == 3_000_000)
    #expect(outcome.errors.count == 2_000_000)
  }

  @Test func programThatReadsNothingDoesNotEndUs() async throws {
    let outcome = try await Tool(["true"]).outcome(input: Data(count: 5_000_000))
    #expect(outcome.status == 0)
  }

  @Test func missingProgramIsNamed() async {
    await #expect(throws: ToolError.notFound("no-such-program")) {
      try await Tool(["no-such-program"]).outcome()
    }
  }

  @Test func endBySignalIsAnError() async {
    await #expect(throws: ToolError.ended("sh", signal: SIGKILL)) {
      try await Tool(["sh", "-c", "kill -KILL $$"]).outcome()
    }
  }

  @Test func slowProgramIsEnded() async {
    await #expect(throws: ToolError.tooSlow("sleep", seconds: 0)) {
      try await Tool(["sleep", "100"]).outcome(seconds: 0.2)
    }
  }

  @Test func childThatKeepsThePipeOpenIsNotWaitedFor() async throws {
    let outcome = try await Tool(["sh", "-c", "sleep 5 & echo done"]).outcome(seconds: 50)
    #expect(outcome.text == "done\n")
  }

  @Test func folderAndEnvironmentAreTheProgramsOwn() async throws {
    let folder = try TemporaryDirectory()
    let outcome = try await Tool(
      ["/bin/sh", "-c", "pwd -P; echo $WORD"], in: folder.url, environment: ["WORD": "a b"]
    ).outcome()
    #expect(outcome.text == folder.url.resolvingSymlinksInPath().path + "\na b\n")
  }

  @Test func linesComeOneByOne() throws {
    let running = try Tool(["cat"]).start(takesInput: true)
    running.feed(Data("one\ntwo\n".utf8))
    #expect(running.line() == "one")
    #expect(running.line() == "two")
    running.endInput()
    #expect(running.line() == nil)
    #expect(running.succeeds())
  }
}
