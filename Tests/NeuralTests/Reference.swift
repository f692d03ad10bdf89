import Foundation
import Neural
import Testing

/// PyTorch's values, and how far from them ours may be.
enum Reference {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static func fixture(_ name: String) throws -> Safetensors {
    try Safetensors(contentsOf: root.appending(path: "Tests/Fixtures/\(name)"))
  }

  /// The folder shared/reference beside the repository or above it, when there is one.
  static let networks: URL? = {
    var folder = root
    while folder.path != "/" {
      let candidate = folder.appending(path: "shared/reference")
      if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
      folder = folder.deletingLastPathComponent()
    }
    return ProcessInfo.processInfo.environment["NONSMOOTH_REFERENCE"].map { URL(filePath: $0) }
  }()

  static func doubles(_ tensor: Tensor?) throws -> [Double] {
    let tensor = try #require(tensor)
    return tensor.doubles ?? tensor.floats!.map(Double.init)
  }
}

/// Expects each value within twice PyTorch's own float32 error of the float64 value, or within
/// `floor` times the tensor's largest magnitude where that is more.
func expectAsGoodAsPyTorch(
  _ ours: [Float], float32: [Double], float64: [Double], floor: Double = 2e-6, _ name: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard ours.count == float64.count, float32.count == float64.count else {
    Issue.record(
      "\(name): \(ours.count) values, expected \(float64.count).", sourceLocation: sourceLocation)
    return
  }
  let scale = float64.map(abs).max() ?? 0
  let theirs = zip(float32, float64).map { abs($0 - $1) }.max() ?? 0
  let tolerance = max(2 * theirs, floor * scale)
  var worst = (index: 0, error: 0.0)
  for i in ours.indices {
    let error = abs(Double(ours[i]) - float64[i])
    if !(error <= worst.error) { worst = (i, error) }
  }
  #expect(
    worst.error <= tolerance,
    "\(name)[\(worst.index)]: \(ours[worst.index]), expected \(float64[worst.index]) +- \(tolerance)",
    sourceLocation: sourceLocation)
}
