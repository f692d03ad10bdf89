import Foundation
import TestSupport

/// Workers that have no folder in common with home or with each other: each job starts in a repository of its
/// own, whose store is empty, and archives travel by cp.
struct SlurmWorkers {
  private let folder: TemporaryDirectory

  init() async throws {
    folder = try SmokeReport.repository()
    // Another folder with the same repository for each job, which keeps what it was asked.
    let script = """
      #!/bin/bash
      folder=$PWD/worker.$(date +%s%N).$$
      mkdir "$folder" || exit
      ln -s "$PWD"/{Package.swift,Chapters,Sources,Scripts,.build} "$folder"
      cd "$folder"
      echo "$*" > asked
      exec .build/release/nonsmooth "$@"

      """
    try await Script.write(script, to: folder.url.appendingPathComponent("worker.sh"))
  }

  var site: [String: Any] {
    [
      "store": "carried", "root": folder.url.path, "command": "./worker.sh",
      "deliver": "cp {file} {inbox}/", "fetch": "cp {inbox}/{name} {file}"
    ]
  }

  /// The repositories of the jobs that have started, in this order.
  var repositories: [URL] {
    get throws {
      try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
        .filter { $0.hasPrefix("worker.") && $0 != "worker.sh" }.sorted()
        .map { folder.url.appendingPathComponent($0) }
    }
  }

  /// Removes the workers' logs, which lie beside those of other clusters.
  func removeLogs() throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: "/tmp")
    where name.hasPrefix("nonsmooth-") && name.hasSuffix(".txt") {
      let log = URL(fileURLWithPath: "/tmp/\(name)")
      if let text = try? String(contentsOf: log, encoding: .utf8), text.contains(folder.url.path) {
        try FileManager.default.removeItem(at: log)
      }
    }
  }
}
