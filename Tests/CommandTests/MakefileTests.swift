import Foundation
import Support
import TestSupport
import Testing

/// What make hands on, and what it says before it builds.
@Suite struct MakefileTests {
  /// Signs that make or a shell would read.
  static let words = [
    "as in \"Tol\", see `touch ran`", "$(touch ran) $HOME ${HOME} $$ $(shell touch ran)",
    "it's\ntwo lines\t# ; & | * ? ~ \\ %s é", "-x", "--profile=paper", "a, b: c=d", "\\"
  ]

  static let isCheckout = FileManager.default.fileExists(
    atPath: CommandProcess.root.appending(path: ".git").path)

  /// `make` with a command in place of ours that prints its arguments, each ended by a zero byte.
  private static func arguments(
    _ target: String, _ variables: [String: String], inEnvironment: Bool = false
  ) async throws -> [String] {
    let outcome = try await make(
      ["-o", "build", "BUILD=Tests/Fixtures/arguments", target],
      inEnvironment ? [:] : variables, environment: inEnvironment ? variables : [:])
    #expect(outcome.status == 0, "\(outcome.errorText)")
    return outcome.text.split(separator: "\0", omittingEmptySubsequences: false).dropLast()
      .map(String.init)
  }

  private static func make(
    _ words: [String], _ variables: [String: String], environment: [String: String] = [:]
  ) async throws -> Tool.Outcome {
    // Free of what the make that runs the tests was told.
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return try await Tool(
      ["make", "-s"] + words + variables.map { "\($0)=\($1)" }, in: CommandProcess.root,
      environment: ["PATH": path].merging(environment) { $1 }
    ).outcome()
  }

  @Test(arguments: words) func variablesArriveAsWritten(word: String) async throws {
    let options = try await Self.arguments(
      "report",
      [
        "DATA_PATH": word, "IMAGENET_WEIGHTS": word, "SITE": word, "PROFILE": word, "ON": word,
        "DATASET": word, "THREADS": word
      ])
    #expect(
      options == [
        "report", "--on=\(word)", "--site=\(word)", "--profile=\(word)", "--dataset=\(word)",
        "--data-path=\(word)", "--imagenet-weights=\(word)", "--threads=\(word)"
      ])
    let preview = try await Self.arguments("preview", ["PREVIEW_HOST": word, "PREVIEW_PORT": word])
    #expect(preview == ["preview", "--port=\(word)", "--host=\(word)", "--profile=quick"])
    let chapter = try await Self.arguments("chapter", ["CHAPTER": word])
    #expect(chapter == ["chapter", "--profile=quick", "--", word])
    let bench = try await Self.arguments("bench", ["PYTORCH": word, "ROUNDS": word, "FULL": word])
    #expect(bench == ["bench", "--full", "--rounds=\(word)", "--pytorch=\(word)"])
    #expect(try await Self.arguments("data", ["DATASET": word]) == ["data", "fetch", "--", word])
    for inEnvironment in [false, true] {
      let accept = try await Self.arguments(
        "accept", ["NAME": "figure-1 *\ttable-$(touch ran)", "REASON": word],
        inEnvironment: inEnvironment)
      #expect(
        accept == [
          "accept", "--reason=\(word)", "--profile=quick", "--", "figure-1", "*", "table-$(touch",
          "ran)"
        ])
    }
  }

  @Test(arguments: [
    (["chapter"], "Variable 'CHAPTER': not given"), (["data"], "Variable 'DATASET': not given"),
    (["accept"], "Variable 'NAME': not given"),
    (["accept", "NAME=all", "REASON= "], "Variable 'REASON': not given"),
    (["report", "PROFILE=smok"], "Variable 'PROFILE': 'smok'"),
    (["chapter", "CHAPTER=lasso", "DATASET=cifar"], "Variable 'DATASET': 'cifar'"),
    (["report", "ON=slum"], "Variable 'ON': 'slum'")
  ])
  func faultsAreToldBeforeTheBuild(words: [String], sentence: String) async throws {
    // Set-up and build would be the next steps: neither is reached.
    let outcome = try await Self.make(words, [:])
    let lines = outcome.errorText.split(separator: "\n")
    #expect(outcome.status == 2)
    #expect(lines.first?.hasPrefix("make: \(sentence)") == true, "\(outcome.errorText)")
    #expect(lines.dropFirst().allSatisfy { $0.contains("Error 64") })
    #expect(outcome.text.isEmpty)
  }

  /// With core.autocrlf, text without the attribute would come with other line ends than it was checked in with.
  @Test(.enabled(if: isCheckout, "the sources lie in no checkout of git"))
  func everyTrackedFileKeepsItsLineEnds() async throws {
    let outcome = try await Tool(["git", "ls-files", "--eol"], in: CommandProcess.root).outcome()
    let lines = outcome.text.split(separator: "\n")
    #expect(lines.count > 900)
    for line in lines {
      let kept = line.contains("attr/-text") || (line.contains("eol=lf") && !line.contains("crlf"))
      #expect(kept, "\(line)")
    }
  }
}
