import Experiments
import Foundation
import TestSupport
import Testing

extension ReportTests {
  /// Records of a report that other machines have made, too: with the same bits, and with others.
  @Suite struct ConflictTests {
    /// A copy of the report with a store of its own, which holds the report's records and none of those that
    /// other tests make in the common store meanwhile.
    private func repository() throws -> (TemporaryDirectory, DirectoryRunStore) {
      let files = FileManager.default
      let report = try ReportTests.report()
      let folder = try report.copy()
      let root = folder.url.appendingPathComponent("Output/store")
      try files.removeItem(at: root)
      let common = report.folder.url.appendingPathComponent("Output/store")
      let runs = try #require(try results(folder)["runs"] as? [String: [String: Any]])
      for key in Set(runs.values.compactMap { $0["record"] as? String }) {
        let target = root.appendingPathComponent(key)
        try files.createDirectory(
          at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
        try files.copyItem(at: common.appendingPathComponent(key), to: target)
      }
      try files.copyItem(
        at: common.appendingPathComponent("store.json"),
        to: root.appendingPathComponent("store.json"))
      return (folder, DirectoryRunStore(root: root))
    }

    private func nonsmooth(
      _ arguments: String..., in folder: TemporaryDirectory
    ) async throws -> CommandProcess.Outcome {
      try await CommandProcess.run(arguments + ["--profile", "smoke"], in: folder.url)
    }

    private func key(of name: String, in store: DirectoryRunStore) throws -> RunKey {
      let entry = try #require(
        try store.entries().first { $0.name == name && $0.state != .conflict })
      return RunKey(kind: entry.kind, hash: entry.key)
    }

    /// Writes the record in `folder` anew, whole and sealed, as `host` would have.
    ///
    /// - Parameter isOther: Whether its outcome has other bits, in this case one more space.
    private func rewrite(_ folder: URL, host: String, isOther: Bool = false) throws {
      var record = try #require(try RunRecord.read(from: folder))
      if isOther {
        let file = folder.appendingPathComponent("outcome.json")
        try (Data(contentsOf: file) + Data(" ".utf8)).write(to: file)
      }
      (record.provenance.host, record.provenance.cpu) = (host, "CPU of \(host)")
      try record.write(to: folder)
    }

    /// An archive of a run as `host` would have made it.
    private func archive(
      _ name: String, of store: DirectoryRunStore, host: String, isOther: Bool,
      in folder: TemporaryDirectory
    ) throws -> String {
      let key = try key(of: name, in: store)
      let there = DirectoryRunStore(root: folder.url.appendingPathComponent(UUID().uuidString))
      let place = there.directory(of: key)
      try FileManager.default.createDirectory(
        at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.copyItem(at: store.directory(of: key), to: place)
      try rewrite(place, host: host, isOther: isOther)
      let file = folder.url.appendingPathComponent("\(UUID().uuidString).tar")
      _ = try RecordArchive.export([key], of: there, to: file)
      return file.path
    }

    private func results(_ folder: TemporaryDirectory) throws -> [String: Any] {
      let file = folder.url.appendingPathComponent("Output/smoke/results.json")
      let object = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
      return try #require(object as? [String: Any])
    }

    private func shows(
      _ text: String, in folder: TemporaryDirectory, page: String = "report"
    ) throws -> Bool {
      let file = folder.url.appendingPathComponent("Output/smoke/\(page).html")
      return try String(contentsOf: file, encoding: .utf8).contains(text)
    }

    @Test func otherBitsAreFlaggedWhereverSomethingRestsOnThem() async throws {
      let (folder, store) = try repository()
      let (run, notice) = ("F3.pretraining.seed42", "class=\"variation conflict\"")
      let wrong = try archive(run, of: store, host: "node7", isOther: true, in: folder)
      let right = try archive("T0", of: store, host: "node8", isOther: false, in: folder)
      let bad = folder.url.appendingPathComponent("bad.tar")
      try Data("no archive".utf8).write(to: bad)

      let refused = try await nonsmooth("store", "import", bad.path, right, in: folder)
      #expect(refused.status == 2)
      #expect(refused.output.hasPrefix("0 records taken, 1 were here, of these made apart 1 with"))
      let lines = refused.errors.split(separator: "\n")
      #expect(
        lines.count == 2 && lines[0].hasPrefix("nonsmooth: Archive '\(bad.path)': it ends early"))
      #expect(lines.last?.hasPrefix("nonsmooth: Archives: 1 of 2 refused, expected none.") == true)

      let imported = try await nonsmooth("store", "import", wrong, in: folder)
      #expect(imported.status == 1)
      let sentence = try #require(imported.errors.split(separator: "\n").first)
      #expect(sentence.hasPrefix("nonsmooth: Run '\(run)' (training/"), "\(sentence)")
      #expect(sentence.contains("and node7 (CPU of node7), expected the same bits."), "\(sentence)")
      let listed = try await nonsmooth("store", "list", in: folder)
      #expect(listed.status == 0 && listed.output.contains("conflict of \(run): outcome.json"))
      let verified = try await nonsmooth("store", "verify", in: folder)
      #expect(verified.status == 1 && verified.output.contains(" 0 damaged, 1 in conflict\n"))

      #expect(try await nonsmooth("report", in: folder).status == 0)
      let conflicts = try #require(try results(folder)["conflicts"] as? [[String: Any]])
      #expect(conflicts.map { $0["run"] as? String } == [run])
      // The fine-tuned networks go on from it.
      #expect((conflicts[0]["figures"] as? [String])?.contains("figure-3") == true)
      #expect((conflicts[0]["tables"] as? [String])?.contains("table-2") == true)
      #expect((conflicts[0]["claims"] as? [String])?.contains("4.4") == true)
      for name in ["report", "chapters/lasso"] {
        #expect(try shows(notice, in: folder, page: name))
        #expect(try shows("node7 (CPU of node7)", in: folder, page: name))
      }
      #expect(try !shows(notice, in: folder, page: "chapters/duality"))
      #expect(try shows("was made on more than one machine, with equal bits.", in: folder))

      let kept = try await nonsmooth("store", "clean", "--yes", in: folder)
      #expect(kept.output.contains("0 to remove"), "\(kept.output)")
      let cleaned = try await nonsmooth("store", "clean", "--conflicts", "--yes", in: folder)
      #expect(cleaned.output.contains("1 to remove"), "\(cleaned.output)")
      #expect(try await nonsmooth("report", in: folder).status == 0)
      #expect(try !shows(notice, in: folder))
    }

    /// Runs of three hosts: each is named, and baselines stay what they are.
    @Test func hostsAreNamedAndNotCompared() async throws {
      let (folder, store) = try repository()
      #expect(try !shows("<dt>Hosts</dt>", in: folder))
      #expect(try await nonsmooth("accept", "all", "--reason", "a test", in: folder).status == 0)
      let entries = try store.entries()
      for (index, entry) in entries.enumerated() {
        try rewrite(URL(fileURLWithPath: entry.path), host: "node\(index % 3)")
      }
      #expect(try await nonsmooth("report", in: folder).status == 0)
      let machines = try #require(try results(folder)["machines"] as? [[String: Any]])
      #expect(machines.map { $0["host"] as? String } == ["node0", "node1", "node2"])
      let runs = try #require(try results(folder)["runs"] as? [String: [String: Any]])
      let records = Set(runs.values.compactMap { $0["record"] as? String })
      #expect(machines.compactMap { $0["runs"] as? Int }.reduce(0, +) == records.count)
      // Of the figures, of the numbers and of the runs.
      #expect(try shows("<dt>Hosts</dt>", in: folder))
      #expect(try shows("data-label=\"Hosts\"", in: folder))
      #expect(try shows("node2, E3", in: folder))
      let compared = try await nonsmooth("compare", in: folder)
      #expect(compared.status == 0, "\(compared.errors)")
    }

    private func repeated(_ outcome: CommandProcess.Outcome) throws -> [[String: Any]] {
      let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
      return try #require((object as? [String: Any])?["runs"] as? [[String: Any]])
    }

    @Test func repeatingARunComparesItsBits() async throws {
      let (folder, store) = try repository()
      let (run, start) = ("F3.sgd.lambda2.seed42", "F3.pretraining.seed42")
      let equal = try await nonsmooth("store", "repeat", run, "T0", "--json", in: folder)
      #expect(equal.status == 0, "\(equal.errors)")
      // What the run goes on from is not made again.
      #expect(equal.errors.contains("\n2 of 2 runs done\n"), "\(equal.errors)")
      #expect(try repeated(equal).map { $0["state"] as? String } == ["equal", "equal"])
      let keys = try [run, "T0"].map { try key(of: $0, in: store) }
      let records = keys.compactMap { store.header(of: $0) }
      #expect(
        try store.confirmations(of: records).keys.sorted() == keys.map(\.description).sorted())

      try rewrite(store.directory(of: keys[0]), host: "node7", isOther: true)
      let different = try await nonsmooth("store", "repeat", run, "--json", in: folder)
      #expect(different.status == 1)
      #expect(try repeated(different).map { $0["state"] as? String } == ["different"])
      #expect(try repeated(different).map { $0["files"] as? [String] } == [["outcome.json"]])
      #expect(try store.entries().filter { $0.state == .conflict }.map(\.name) == [run])
      #expect(store.header(of: keys[0])?.provenance.host == "node7", "its record stays in force")

      try FileManager.default.removeItem(at: store.directory(of: key(of: start, in: store)))
      let missing = try await nonsmooth("store", "repeat", run, in: folder)
      #expect(missing.status == 2)
      #expect(
        missing.errors.contains(
          "Run '\(run)': no record here of '\(start)', which it goes on from, expected one. Import it, or "
            + "make it with .build/release/nonsmooth chapter lasso --only \(start) --profile smoke.\n"
        ),
        "\(missing.errors)")
      #expect(!(try store.entries()).contains { $0.state == .damaged }, "a stage was left")
    }

    @Test func aSampleGrowsWithItsNumber() async throws {
      let (folder, _) = try repository()
      var names: [[String]] = []
      for count in [2, 4] {
        let outcome = try await nonsmooth(
          "store", "repeat", "--sample", "\(count)", "--json", in: folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        names.append(try repeated(outcome).compactMap { $0["name"] as? String })
      }
      #expect(names[0].count == 2 && names[1].count == 4)
      #expect(Array(names[1].prefix(2)) == names[0])
    }
  }
}
