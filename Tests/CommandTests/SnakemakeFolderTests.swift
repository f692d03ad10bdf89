import Foundation
import Support
import TestSupport
import Testing

/// The folder of `plan --snakemake`, without Snakemake.
@Suite struct SnakemakeFolderTests {
  private func plan(
    _ repository: URL, _ options: [String] = []
  ) async throws -> CommandProcess.Outcome {
    try await CommandProcess.run(
      ["plan", "--profile", "smoke", "--snakemake", "work"] + options, in: repository)
  }

  @Test func otherFilesAreLeftAlone() async throws {
    let repository = try SmokeReport.repository()
    let work = repository.url.appendingPathComponent("work")
    try Data("kept".utf8).write(to: work)
    let file = try await plan(repository.url)
    #expect(file.status == 2)
    #expect(
      file.errors
        == "nonsmooth: Folder 'work': a file, expected a folder or nothing. Choose another name.\n")
    #expect(try Data(contentsOf: work) == Data("kept".utf8))

    try FileManager.default.removeItem(at: work)
    try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
    let snakefile = work.appendingPathComponent("Snakefile")
    try Data("rule all:\n".utf8).write(to: snakefile)
    let other = try await plan(repository.url)
    #expect(other.status == 2)
    #expect(
      other.errors
        == "nonsmooth: Folder 'work': other files than plan --snakemake writes, expected an empty folder or "
        + "one that it wrote. Choose another folder.\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: work.path) == ["Snakefile"])
    #expect(try Data(contentsOf: snakefile) == Data("rule all:\n".utf8))
  }

  /// The record is there and so is its archive: the same again, and no failure.
  @Test func aRepeatedJobWritesItsArchiveAgain() async throws {
    let home = try await SnakemakeRepository()
    let folder = home.folder.url.appendingPathComponent("archives")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for _ in 0..<2 {
      let outcome = try await CommandProcess.run(
        [
          "run", "work/jobs.json", "--job", "T0", "--output", "store", "--archive", folder.path
        ], in: home.folder.url)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(SnakemakeRepository.names(in: folder, ending: ".tar").count == 1)
    }
  }

  @Test func aFolderIsBroughtUpToDate() async throws {
    let home = try await SnakemakeRepository()
    let before = try home.text("runs.json")
    let record = home.work.appendingPathComponent("records/T0.000000000000.tar")
    try FileManager.default.createDirectory(
      at: record.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data("finished".utf8).write(to: record)
    try Data("# Changed.\n".utf8).write(
      to: home.work.appendingPathComponent("profiles/default/config.yaml"))
    let site = home.folder.url.appendingPathComponent("site.json")
    try Data(#"{"resubmissions": 7, "command": "bin/nonsmooth"}"#.utf8).write(to: site)
    let again = try await plan(home.folder.url, ["--site", "site.json", "--json"])
    #expect(again.status == 0, "\(again.errors)")
    let outcome = try #require(
      try JSONSerialization.jsonObject(with: Data(again.output.utf8)) as? [String: Any])
    #expect((outcome["commands"] as? [String])?.count == 3)
    #expect(outcome["records"] as? [String] == [])
    let runs = try home.json("runs.json")
    #expect((runs["runs"] as? [Any])?.count == outcome["runs"] as? Int)
    #expect(runs["retries"] as? Int == 7)
    #expect(runs["command"] as? String == "bin/nonsmooth")
    #expect(try Data(contentsOf: record) == Data("finished".utf8))
    #expect(!(try home.text("profiles/default/config.yaml").contains("Changed")))
    // git sees nothing of it, so that records made meanwhile still tell of a clean source.
    #expect(try home.text(".gitignore") == "*\n")
    // Nothing depends on when it is written.
    #expect(try await plan(home.folder.url).status == 0)
    #expect(try home.text("runs.json") == before)
  }
}
