import Foundation
import Support

/// PyTorch on the same networks, through Scripts/pytorch_bench.py.
package struct PyTorchPeer {
  package struct Version: Codable {
    var torch: String
    var python: String
    /// The instructions that its kernels use, e.g. `"AVX512"`.
    var capability: String
  }

  package struct Measurement: Codable {
    var parameters: Int
    /// Per step, by mode: eager, channelsLast, compiled.
    var milliseconds: [String: Double]
    /// Of its process, before anything was compiled.
    var peakMemoryBytes: Int

    /// The mode that won, and its time.
    var best: (mode: String, milliseconds: Double) {
      let (mode, time) = milliseconds.min { $0.value < $1.value } ?? ("none", .infinity)
      return (mode, time)
    }

    /// Each mode's faster time of two measurements, with the larger memory.
    package func fastest(_ other: Measurement) -> Measurement {
      Measurement(
        parameters: parameters,
        milliseconds: milliseconds.merging(other.milliseconds, uniquingKeysWith: min),
        peakMemoryBytes: max(peakMemoryBytes, other.peakMemoryBytes))
    }
  }

  let python: String
  let script: URL
  package let version: Version

  /// Where PyTorch comes from when it is not there.
  package static let advice = """
    PyTorch: not found, so that only our figures are shown. To compare, run \
    'python3 -m venv .build/torch && .build/torch/bin/pip install torch' and then \
    'make bench PYTORCH=.build/torch/bin/python'.
    """

  /// The Python that is named by the option or by NONSMOOTH_PYTORCH, or python3 where it has torch.
  ///
  /// - Returns: nil when nothing was named and python3 has no torch.
  /// - Throws: `CommandFailure` when a Python was named that has no torch.
  package static func find(named option: String?, root: URL) throws -> PyTorchPeer? {
    let named = option ?? ProcessInfo.processInfo.environment["NONSMOOTH_PYTORCH"]
    let python = named ?? "python3"
    let script = root.appendingPathComponent("Scripts/pytorch_bench.py")
    do {
      let data = try BenchProcess.run(python, [script.path, "--version"])
      let version = try JSONDecoder().decode(Version.self, from: data)
      return PyTorchPeer(python: python, script: script, version: version)
    } catch let failure as BenchProcess.Failure {
      guard let named else { return nil }
      throw CommandFailure(
        "Python '\(named)': '\(failure.lastLine)', expected one that has torch. "
          + "Run '\(named) -m pip install torch' or name another.", status: .usage)
    }
  }

  /// Measures a network in a process of its own, in all three modes.
  ///
  /// - Throws: `CommandFailure`, also when its network has another number of parameters than ours.
  package func measure(_ test: BenchCase, parameters: Int, threads: Int) throws -> Measurement {
    let specification = String(
      decoding: try JSONEncoder().encode(test.training), as: UTF8.self)
    let data = try BenchProcess.run(
      python,
      [
        script.path, "--threads", "\(threads)", "--steps", "\(test.steps)", "--warm-up",
        "\(test.warmUp)", specification
      ], subject: "PyTorch on '\(test.name)'", next: "Run \(script.path) --help.")
    let result = try JSONDecoder().decode(Measurement.self, from: data)
    guard result.parameters == parameters else {
      throw CommandFailure(
        "PyTorch on '\(test.name)': \(result.parameters) parameters, expected \(parameters). "
          + "Make \(script.lastPathComponent) build the same network.")
    }
    return result
  }
}
