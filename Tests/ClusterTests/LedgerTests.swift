import Cluster
import Foundation
import TestSupport
import Testing

/// What is made of files that are not what was written.
@Suite struct LedgerTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func reason(_ prepare: (URL) throws -> Void) throws -> String {
    try prepare(folder.url.appendingPathComponent("arrays"))
    do {
      _ = try Ledger(folder: folder.url)
      return "read"
    } catch {
      guard case .damagedLedger(_, let reason) = error else { return "\(error)" }
      return reason
    }
  }

  /// What cannot be seen counts as nothing only where nothing is.
  @Test func nothingIsEmptyAndAllElseIsRefused() throws {
    #expect(try reason { _ in } == "read")
    #expect(try reason { try Data().write(to: $0) } != "read")
  }

  @Test(arguments: ["", "{}", "[1", "{\"sequence\": 1e300}"])
  func aDamagedArrayIsNamed(text: String) throws {
    #expect(
      try reason {
        try FileManager.default.createDirectory(at: $0, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: $0.appendingPathComponent("nonsmooth-1.json"))
      } == "it is no submitted array")
  }

  /// Nobody waits for a pipe that nobody writes to.
  @Test func pipesInPlaceOfLogsAndNoticesSayNothing() throws {
    let a = SimulatedHome.job("a")
    let home = try SimulatedHome([a])
    let campaign = try home.campaign()
    _ = try campaign.start()
    for (folder, name) in [
      (SlurmScript.logsName, "100_0.txt"), (SlurmScript.noticesName, "100_0.json")
    ] {
      let place = home.folder.url.appendingPathComponent(folder)
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      #expect(mkfifo(place.appendingPathComponent(name).path, 0o600) == 0)
    }
    home.end("a", "FAILED", exitStatus: 1)
    #expect(try campaign.round().givenUp.first?.message.hasSuffix("; it left no word") == true)
  }
}
