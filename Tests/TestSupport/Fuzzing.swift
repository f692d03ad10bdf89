import Foundation
import Testing

/// Feeds a reader with damaged files.
///
/// `make test` tries some thousands per reader, `make fuzz` a million (`NONSMOOTH_FUZZ`). Input `n` depends on
/// the corpus and `n` alone. While a reader runs, `nonsmooth-fuzz-<reader>-<process>` in the temporary folder holds `n`,
/// so that a crash or a hang leaves the number of the input that made it; `NONSMOOTH_FUZZ_FROM=n` starts there.
public enum Fuzzing {
  public struct Outcome: Sendable {
    public var accepted = 0
    public var refused = 0
    public var slowest = 0.0
  }

  private static func variable(_ name: String) -> Int? {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
  }

  /// Whether this is `make fuzz`, where nothing else runs in the process, so that its memory can be measured.
  public static var isFull: Bool { variable("NONSMOOTH_FUZZ") != nil }

  /// Calls `read` with damaged copies of `corpus`, and requires that it returns, or throws what
  /// `isRefusal` knows, within ten seconds each, and that it does both of them at times.
  ///
  /// In `make fuzz` it also requires that the process' memory has not grown by more than 64 MB.
  ///
  /// - Parameters:
  ///   - prepare: Wraps the damaged bytes, such as in a compressed file.
  ///   - count: How many in `make test`.
  @discardableResult
  public static func run(
    _ reader: String, corpus: [[UInt8]], count: Int = 3000,
    prepare: ([UInt8]) -> [UInt8] = { $0 }, isRefusal: (any Error) -> Bool,
    read: ([UInt8]) throws -> Void
  ) throws -> Outcome {
    let note = FileManager.default.temporaryDirectory.appendingPathComponent(
      "nonsmooth-fuzz-\(reader)-\(ProcessInfo.processInfo.processIdentifier)")
    let descriptor = open(note.path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    try #require(descriptor >= 0, "\(note.path): cannot be written")
    defer {
      close(descriptor)
      unlink(note.path)
    }
    let total = variable("NONSMOOTH_FUZZ") ?? count
    let first = variable("NONSMOOTH_FUZZ_FROM") ?? 0
    var outcome = Outcome()
    let before = MemoryUse.resident
    for number in first..<max(total, first) {
      let line = Array("\(number)\n".utf8)
      pwrite(descriptor, line, line.count, 0)
      var mutator = Mutator(seed: UInt64(number) &* 0x2545_f491_4f6c_dd1d)
      let input = prepare(mutator.damaged(corpus[number % corpus.count], among: corpus))
      let start = ContinuousClock.now
      do {
        try read(input)
        outcome.accepted += 1
      } catch  where isRefusal(error) {
        outcome.refused += 1
      } catch {
        Issue.record("\(reader), input \(number): \(error), expected one of the reader's errors.")
      }
      let spent = (ContinuousClock.now - start) / .seconds(1)
      outcome.slowest = max(outcome.slowest, spent)
      if spent > 10 { Issue.record("\(reader), input \(number): \(spent) s, expected at most 10.") }
    }
    #expect(outcome.accepted > 0, "\(reader): no damaged file was accepted, so that none came far")
    #expect(outcome.refused > 0, "\(reader): no damaged file was refused")
    if isFull {
      let grown = MemoryUse.resident - before
      #expect(grown < 64 << 20, "\(reader): memory grew by \(grown) bytes")
      print(
        "fuzz \(reader): \(total - first) inputs, \(outcome.accepted) accepted, \(outcome.refused) refused, "
          + "slowest \(Int(outcome.slowest * 1e6)) us, memory \(grown >> 10) KB more")
    }
    return outcome
  }
}
