import Foundation
import Neural

/// The bench's findings as tables of text, columns aligned to the right but for the first.
package struct BenchTables {
  let report: BenchReport

  package init(report: BenchReport) { self.report = report }

  /// Every line that the command prints.
  package var lines: [String] {
    machine + narrow + penalized + linearCost + collapsed + scaling + bits
  }

  private var machine: [String] {
    let from = report.provenance
    var lines = [
      "\(from.cpu), \(from.threads) threads of \(from.processors) processors, "
        + "\(from.operatingSystem), \(from.compiler), \(from.started)"
    ]
    if let peak = report.multiplyAddPeak {
      lines.append(
        "Multiply-add peak, \(from.vectors ?? "256")-bit: \(Self.whole(peak.oneThread / 1e9)) GFLOP/s on one thread, "
          + "\(Self.whole(peak.allThreads / 1e9)) on all")
    }
    if let peer = report.pyTorch {
      lines.append("PyTorch \(peer.torch), Python \(peer.python), \(peer.capability)")
    }
    return lines
  }

  private var narrow: [String] {
    let columns = [
      ("relu", "ReLU"), ("relu-batchnorm", "ReLU + BN"), ("gelu", "GELU"),
      ("gelu-batchnorm", "GELU + BN")
    ]
    var rows: [[String]] = []
    for architecture in ["vgg11", "vgg19"] {
      rows += block(architecture, columns.map { find("\(architecture)-\($0.0)") }) {
        Self.whole($0)
      }
    }
    guard !rows.isEmpty else { return [] }
    var lines = [""] + Self.table(["batch 128, images/s"] + columns.map(\.1), rows)
    if let mean = report.geometricMeanRatio {
      lines.append("Geometric mean of the eight ratios: \(Self.times(mean))")
    }
    return lines
  }

  private var penalized: [String] {
    let names = OptimizerSpecification.Name.allCases
    var rows: [[String]] = []
    for width in BenchCase.widths {
      rows += block(width.title, names.map { find("vgg16-\(width.name)-\($0.rawValue)") }, nil)
    }
    guard !rows.isEmpty else { return [] }
    return [""] + Self.table(["L1-penalized VGG16 step, ms", "SGD", "RMSProp", "Adam"], rows)
  }

  private func find(_ name: String) -> BenchReport.Network? {
    report.networks.first { $0.ours.name == name }
  }

  /// The rows of one kind of network: ours, PyTorch's, the ratio, shares of the peak, memory.
  ///
  /// - Parameter speed: Writes images per second; nil for milliseconds per step.
  private func block(
    _ title: String, _ networks: [BenchReport.Network?], _ speed: ((Double) -> String)?
  ) -> [[String]] {
    let known = networks.compactMap(\.self)
    guard !known.isEmpty else { return [] }
    func row(_ title: String, _ cell: (BenchReport.Network) -> String?) -> [String] {
      [title] + networks.map { $0.flatMap(cell) ?? "-" }
    }
    func time(_ milliseconds: Double, _ batch: Int) -> String {
      speed.map { $0(Double(batch) / milliseconds * 1000) } ?? Self.milliseconds(milliseconds)
    }
    var rows = [row(title) { time($0.ours.millisecondsPerStep, $0.ours.batchSize) }]
    if known.contains(where: { $0.pyTorch != nil }) {
      rows += [
        row("  PyTorch, best mode") { network in
          network.pyTorch.map { time($0.best.milliseconds, network.ours.batchSize) }
        },
        row("  mode") { $0.pyTorch?.best.mode },
        row("  ratio") { $0.ratio.map(Self.times) }
      ]
    }
    rows += [
      row("  of peak, direct form") { Self.percent($0.directShareOfPeak) },
      row("  of peak, done") { Self.percent($0.doneShareOfPeak) },
      row("  peak memory, MiB") { Self.mebibytes($0.ours.peakMemoryBytes) }
    ]
    if known.contains(where: { $0.pyTorch != nil }) {
      rows.append(
        row("  PyTorch's, MiB") { $0.pyTorch.map { Self.mebibytes($0.peakMemoryBytes) } })
    }
    return rows
  }

  private var linearCost: [String] {
    guard !report.linearCost.isEmpty else { return [] }
    let costs = report.linearCost
    let rows = costs.map { cost in
      let base = costs.first { $0.quantity == cost.quantity && $0.scale == 1 } ?? cost
      return [
        cost.scale == LinearCost.scales[0] ? cost.quantity.title : "", "\(Self.factor(cost.scale))",
        Self.whole(Double(cost.count)), Self.milliseconds(cost.seconds * 1000),
        Self.milliseconds(cost.nanosecondsPerUnit / 1000),
        Self.decimal(cost.nanosecondsPerUnit / base.nanosecondsPerUnit, 2)
      ]
    }
    return [""]
      + Self.table(["growth of the cost", "scale", "count", "ms", "us each", "to 1x"], rows)
  }

  private var scaling: [String] {
    report.scaling.flatMap { forecast -> [String] in
      var rows = [["1", Self.milliseconds(forecast.oneThread), Self.times(1), ""]]
      rows += forecast.forecasts.map { row in
        let reasons = row.losses.prefix(3).map { loss in
          "\(loss.label) \(Self.milliseconds(loss.total)) (\(loss.units) units)"
        }
        return [
          "\(row.threads)", Self.milliseconds(row.milliseconds), Self.times(row.speedup),
          reasons.joined(separator: ", ")
        ]
      }
      var lines = [
        "", "\(forecast.name), batch \(forecast.batchSize): a step by threads, forecast from one"
      ]
      lines += Self.table(["threads", "ms", "speedup", "most is lost, ms, in"], rows)
      if let measured = forecast.measured, let two = forecast.forecasts.first {
        lines.append(
          "Measured with 2 threads: \(Self.milliseconds(measured)) ms, "
            + "\(Self.decimal(measured / two.milliseconds, 2)) of the forecast")
      }
      return lines
    }
  }

  private var collapsed: [String] {
    guard let run = report.collapsed else { return [] }
    return [""]
      + Self.table(
        ["step of a collapsed VGG16, 1/16 width, batch 8, Adam", "first, ms", "last, ms", "ratio"],
        [
          [
            "medians of 100 of \(Self.whole(Double(run.steps))) steps",
            Self.milliseconds(run.firstMilliseconds), Self.milliseconds(run.lastMilliseconds),
            Self.times(run.ratio)
          ]
        ])
  }

  private var bits: [String] {
    guard let bits = report.bits else { return [] }
    let counts = bits.threadCounts.map(String.init).joined(separator: ", ")
    return [
      "",
      "The same bits with \(counts) threads and vectors of \(bits.vectors.joined(separator: " and ")) bits in "
        + "\(bits.runs.count) runs; SHA-256 of all: \(bits.sha256)"
    ]
  }

  // MARK: Text

  static func table(_ header: [String], _ rows: [[String]]) -> [String] {
    let all = [header] + rows
    let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { row in
      row.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - row[column].count)
        return column == 0 ? row[column] + space : space + row[column]
      }.joined(separator: "  ")
    }
  }

  /// E.g. `"10,116"`.
  static func whole(_ value: Double) -> String {
    var digits = Array(String(Int(value.rounded())))
    for position in stride(from: digits.count - 3, to: 0, by: -3) {
      digits.insert(",", at: position)
    }
    return String(digits)
  }

  static func decimal(_ value: Double, _ places: Int) -> String {
    String(format: "%.\(places)f", value)
  }

  static func times(_ ratio: Double) -> String { decimal(ratio, 2) + "x" }
  static func factor(_ scale: Double) -> String { scale < 1 ? "\(scale)x" : "\(Int(scale))x" }
  static func percent(_ share: Double) -> String { whole(share * 100) + " %" }
  static func mebibytes(_ bytes: Int) -> String { whole(Double(bytes) / 1_048_576) }

  /// Three significant digits.
  static func milliseconds(_ value: Double) -> String {
    value >= 100 ? whole(value) : decimal(value, value >= 10 ? 1 : value >= 0.1 ? 2 : 4)
  }
}
