import Foundation
import TestSupport
import Testing

/// `nonsmooth bench`: what it reports, and how it deals with PyTorch; no time is judged.
@Suite struct BenchTests {
  /// A folder that passes for a repository, so that Output/bench.json goes there.
  private func makeRoot() throws -> TemporaryDirectory {
    let folder = try TemporaryDirectory()
    try Data().write(to: folder.url.appendingPathComponent("Package.swift"))
    try FileManager.default.createDirectory(
      at: folder.url.appendingPathComponent("Chapters"), withIntermediateDirectories: true)
    return folder
  }

  private func run(
    _ arguments: [String], in folder: TemporaryDirectory
  ) async throws -> CommandProcess.Outcome {
    try await CommandProcess.run(["bench", "--root", folder.url.path] + arguments, in: folder.url)
  }

  private func object(_ json: Data) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
  }

  /// A program in place of Python that prints fixed figures and keeps its last argument.
  private func makePeer(parameters: Int, in folder: TemporaryDirectory) async throws -> String {
    let file = folder.url.appendingPathComponent("python")
    let script = """
      #!/bin/sh
      case "$*" in
      *--version) echo '{"torch": "9.8.7", "python": "3.2.1", "capability": "NONE"}' ;;
      *)
        for last; do :; done
        echo "$last" > '\(folder.url.path)/specification.json'
        echo "$*" > '\(folder.url.path)/arguments'
        echo '{"parameters": \(parameters), "milliseconds": {"eager": 9000, "compiled": 8000},
          "peakMemoryBytes": 1234}' ;;
      esac
      """
    try await Script.write(script, to: file)
    return file.path
  }

  @Test func bitsCoverEveryKindOfNetworkOptimizerAndActivation() async throws {
    let folder = try makeRoot()
    let outcome = try await run(["--bits", "--json"], in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let report = try object(Data(outcome.output.utf8))
    let bits = try #require(report["bits"] as? [String: Any])
    #expect(bits["threadCounts"] as? [Int] == [1, 2, 3, 7, 16])
    #expect((bits["cpu"] as? String)?.isEmpty == false)
    #expect((report["networks"] as? [Any])?.isEmpty == true)
    let runs = try #require(bits["runs"] as? [[String: String]])
    let names = runs.compactMap { $0["name"] }
    for part in [
      "vgg11", "vgg13", "vgg16", "vgg19", "relu", "gelu", "batchnorm", "sgd", "rmsprop", "adam"
    ] { #expect(names.contains { $0.contains(part) }, "\(part)") }
    #expect(Set(names).count == runs.count)
    let hashes = runs.flatMap { [$0["weightsSHA256"] ?? "", $0["metricsSHA256"] ?? ""] }
    #expect(Set(hashes).count == 2 * runs.count, "runs of other networks have other hashes")
    #expect(hashes.allSatisfy { $0.count == 64 })
    let file = folder.url.appendingPathComponent("Output/bench.json")
    #expect(try object(Data(contentsOf: file)) as NSDictionary == report as NSDictionary)
  }

  @Test func ratioIsOfPyTorchsBestModeOnTheSameSpecification() async throws {
    let folder = try makeRoot()
    let peer = try await makePeer(parameters: 527_854, in: folder)
    let outcome = try await run(
      ["--only", "vgg16-sixteenth-rmsprop", "--pytorch", peer, "--rounds", "2", "--json"],
      in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let report = try object(Data(outcome.output.utf8))
    #expect(report["rounds"] as? Int == 2)
    #expect((report["pyTorch"] as? [String: String])?["torch"] == "9.8.7")
    let network = try #require((report["networks"] as? [[String: Any]])?.first)
    let ours = try #require(network["ours"] as? [String: Any])
    #expect(ours["parameters"] as? Int == 527_854)
    let milliseconds = try #require(ours["millisecondsPerStep"] as? Double)
    expectClose(
      try #require(network["ratio"] as? Double), 8000 / milliseconds, .double, "ratio")
    let specification = try object(
      Data(contentsOf: folder.url.appendingPathComponent("specification.json")))
    #expect(specification["batchSize"] as? Int == 16)
    // No mode is left out for any network.
    let arguments = try String(
      contentsOf: folder.url.appendingPathComponent("arguments"), encoding: .utf8)
    #expect(!arguments.contains("--modes"))
    #expect(specification["l1Strength"] as? Double == 0.002)
    #expect((specification["network"] as? [String: Any])?["hidden"] as? Int == 256)
    #expect((specification["optimizer"] as? [String: Any])?["name"] as? String == "rmsprop")
  }

  /// A few of the three thousand steps; how their times compare is for the bench to say.
  @Test func aCollapsedNetworksFirstAndLastStepsAreTold() async throws {
    let folder = try makeRoot()
    let peer = try await makePeer(parameters: 1, in: folder)
    let outcome = try await run(
      [
        "--only", "vgg16-collapsed-adam", "--collapsed-steps", "200", "--pytorch", peer, "--json"
      ], in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let report = try object(Data(outcome.output.utf8))
    let run = try #require(report["collapsed"] as? [String: Any])
    #expect(run["steps"] as? Int == 200)
    let first = try #require(run["firstMilliseconds"] as? Double)
    let last = try #require(run["lastMilliseconds"] as? Double)
    #expect(first > 0 && last > 0)
    expectClose(try #require(run["ratio"] as? Double), last / first, .double, "ratio")
    #expect((report["networks"] as? [Any])?.isEmpty == true)
  }

  @Test func anotherNetworkInPyTorchIsRefused() async throws {
    let folder = try makeRoot()
    let peer = try await makePeer(parameters: 7, in: folder)
    let outcome = try await run(["--only", "vgg16-sixteenth-sgd", "--pytorch", peer], in: folder)
    #expect(outcome.status == 2)
    #expect(
      outcome.errors.hasSuffix(
        "nonsmooth: PyTorch on 'vgg16-sixteenth-sgd': 7 parameters, expected 527854. "
          + "Make pytorch_bench.py build the same network.\n"))
  }

  @Test func namedPythonWithoutTorchIsRefused() async throws {
    let folder = try makeRoot()
    let outcome = try await run(["--pytorch", "/nonexistent/python"], in: folder)
    #expect(outcome.status == 64)
    #expect(outcome.errors.hasPrefix("nonsmooth: Python '/nonexistent/python': '"))
    #expect(
      outcome.errors.hasSuffix(
        "', expected one that has torch. Run '/nonexistent/python -m pip install torch' "
          + "or name another.\n"))
  }

  @Test func unknownNetworkIsRefused() async throws {
    let folder = try makeRoot()
    let outcome = try await run(["--only", "vgg19-glu"], in: folder)
    #expect(outcome.status == 64)
    #expect(outcome.errors.hasPrefix("nonsmooth: Network 'vgg19-glu': unknown, expected one of "))
    #expect(outcome.errors.hasSuffix("Did you mean 'vgg19-gelu'?\n"))
  }
}
