import Experiments
import Foundation
import Kernels
import Neural
import Support

/// Everything that a bench found, as Output/bench.json.
package struct BenchReport: Encodable {
  package struct Peak: Encodable {
    /// Operations per second, a multiply-add being two, with 256-bit vectors.
    var oneThread: Double
    var allThreads: Double

    package init(oneThread: Double, allThreads: Double) {
      (self.oneThread, self.allThreads) = (oneThread, allThreads)
    }
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

  package var provenance: Provenance
  /// Times that each network was measured; the fastest counts, since other work only ever slows.
  var rounds: Int
  package var pyTorch: PyTorchPeer.Version?
  package var multiplyAddPeak: Peak?
  var networks: [Network] = []
  /// Of the ratios of the eight narrow networks.
  var geometricMeanRatio: Double?
  package var linearCost: [LinearCost] = []
  package var scaling: [Scaling] = []
  package var collapsed: CollapsedRun?
  package var bits: BitCheck.Result?

  package init(provenance: Provenance, rounds: Int) {
    (self.provenance, self.rounds) = (provenance, rounds)
  }

  package mutating func add(_ ours: BenchMeasurement, _ peer: PyTorchPeer.Measurement?) {
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

  package func write(to file: URL) throws {
    try WholeFile.update(CanonicalJSON.encode(self, pretty: true), at: file)
  }
}
