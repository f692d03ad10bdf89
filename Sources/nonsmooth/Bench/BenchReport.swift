import ChapterKit
import Foundation

/// Everything that a bench found, as Output/bench.json.
struct BenchReport: Encodable {
  struct Peak: Encodable {
    /// Operations per second, a multiply-add being two, with 256-bit vectors.
    var oneThread: Double
    var allThreads: Double
  }

  struct Network: Encodable {
    var ours: BenchMeasurement
    var pyTorch: PyTorchPeer.Measurement?
    /// PyTorch's time over ours.
    var ratio: Double?
    /// Of the peak of all threads: operations of the direct form, which Winograd's saves, and those that
    /// are done.
    var directShareOfPeak: Double
    var doneShareOfPeak: Double
  }

  var provenance: Provenance
  /// Times that each network was measured; the fastest counts, since other work only ever slows.
  var rounds: Int
  var pyTorch: PyTorchPeer.Version?
  var multiplyAddPeak: Peak?
  var networks: [Network] = []
  /// Of the ratios of the eight narrow networks.
  var geometricMeanRatio: Double?
  var linearCost: [LinearCost] = []
  var bits: BitCheck.Result?

  mutating func add(_ ours: BenchMeasurement, _ peer: PyTorchPeer.Measurement?) {
    let available = (multiplyAddPeak?.allThreads ?? .infinity) * ours.millisecondsPerStep / 1000
    networks.append(
      Network(
        ours: ours, pyTorch: peer,
        ratio: peer.map { $0.best.milliseconds / ours.millisecondsPerStep },
        directShareOfPeak: 2 * ours.directMultiplications / available,
        doneShareOfPeak: 2 * ours.doneMultiplications / available))
    let names = Set(BenchCase.narrow.map(\.name))
    let ratios = networks.filter { names.contains($0.ours.name) }.compactMap(\.ratio)
    guard ratios.count == names.count else { return }
    let sum = ratios.reduce(0) { $0 + Elementary.log($1) }
    geometricMeanRatio = Elementary.exp(sum / Double(ratios.count))
  }

  func write(to file: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try encoder.encode(self).write(to: file, options: .atomic)
  }
}
