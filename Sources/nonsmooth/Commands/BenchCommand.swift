import ArgumentParser
import Bench
import Experiments
import Foundation
import Kernels
import Neural
import Pipeline

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measures the engine, side by side with PyTorch where it is installed.",
    discussion: """
      Each network is trained in a process of its own, PyTorch's right after ours: the median of 15 steps \
      after 3 (40 of the smallest network, 3 of the full VGG16). All figures, and hashes of tiny runs for \
      comparing machines, go to Output/bench.json. Nothing else should run on the machine.
      """)

  @Flag(help: "Also the VGG16 of 138 million parameters, which takes 2 GiB and a minute.")
  var full = false

  @Option(
    help: "A Python that has torch. Default: NONSMOOTH_PYTORCH, or python3 where it has torch.")
  var pytorch: String?

  @Option(help: "How often to measure both in turn; the fastest of each counts.")
  var rounds = 1

  @Option(help: "Only this network; may be given several times.")
  var only: [String] = []

  @Flag(
    help:
      "Only the hashes of tiny runs, with 1 to 16 threads and both widths of vectors; nothing is timed."
  )
  var bits = false

  @Flag(
    help:
      "Only a forecast of steps with 2 to 64 threads, from each unit's time on one; see Docs/Performance.md."
  )
  var scaling = false

  @Option(help: .hidden)
  var measure: String?

  @Option(help: .hidden)
  var collapsedSteps = CollapsedRun.usualSteps

  @OptionGroup var options: SharedOptions<Shows.Bench>

  func validate() throws {
    if rounds < 1 {
      throw ValidationError(
        "Option 'rounds': \(rounds), expected 1 or more. Give the number of measurements.")
    }
  }

  func run() throws {
    let threads = options.threadCount
    if let measure {
      var test = try BenchCase.chosen([measure], full: true)[0]
      test.training.numerics = options.parsedNumerics
      return try Console.printJSON(try BenchMeasurement.take(test, threads: threads))
    }
    let cases = try BenchCase.chosen(only, full: full)
    let root = try options.workspace().root
    var report = BenchReport(
      provenance: Provenance.current(threads: threads, directory: root), rounds: rounds)
    report.provenance.vectors = Vectors.current.width
    report.provenance.numerics = (options.parsedNumerics ?? .portable).rawValue
    if scaling {
      for (test, steps) in BenchCase.scaling {
        Console.note("bench: \(test.name)")
        report.scaling.append(try Scaling.take(test, steps: steps))
      }
    } else if !bits {
      try time(cases, root: root, threads: threads, into: &report)
    }
    if bits || only.isEmpty && !scaling {
      Console.note("bench: hashes of \(BitCheck.runs.count) tiny runs")
      let from = report.provenance
      report.bits = try BitCheck.check(cpu: from.cpu, architecture: from.architecture)
    }
    report.provenance.finished = Provenance.date()
    let file = root.appendingPathComponent("Output/bench.json")
    try report.write(to: file)
    if options.json { return try Console.printJSON(report) }
    for line in BenchTables(report: report).lines { print(line) }
    print("\n\(file.path)")
  }

  private func time(
    _ cases: [BenchCase], root: URL, threads: Int, into report: inout BenchReport
  ) throws {
    try CPUFeatures.require()
    try KernelSelfCheck(threads: threads).run()
    let peer = try PyTorchPeer.find(named: pytorch, root: root)
    if peer == nil { Console.note("bench: " + PyTorchPeer.advice) }
    report.pyTorch = peer?.version
    let widest = Vectors.current.kernels()
    report.multiplyAddPeak = BenchReport.Peak(
      oneThread: MultiplyAddPeak.measure(widest, threads: 1),
      allThreads: MultiplyAddPeak.measure(widest, threads: threads))
    let program = Bundle.main.executablePath ?? CommandLine.arguments[0]
    for test in cases {
      Console.note("bench: \(test.name)")
      var fastest: (ours: BenchMeasurement, peer: PyTorchPeer.Measurement?)?
      for _ in 0..<rounds {
        let data = try BenchProcess.run(
          program,
          ["bench", "--measure", test.name, "--threads", "\(threads)"]
            + (options.numerics.map { ["--numerics", $0] } ?? [])
            + ["--vectors", Vectors.current.width],
          subject: "Network '\(test.name)'", next: "Run make test.")
        let ours = try JSONDecoder().decode(BenchMeasurement.self, from: data)
        let theirs = try peer?.measure(test, parameters: ours.parameters, threads: threads)
        fastest = (
          fastest?.ours.fastest(ours) ?? ours,
          theirs.map { fastest?.peer?.fastest($0) ?? $0 }
        )
      }
      if let fastest { report.add(fastest.ours, fastest.peer) }
    }
    if only.isEmpty {
      Console.note("bench: growth of the cost")
      report.linearCost = try LinearCost.measure(threads: threads)
    }
    if only.isEmpty || only.contains(CollapsedRun.name) {
      Console.note("bench: \(CollapsedRun.name)")
      report.collapsed = try CollapsedRun.measure(threads: threads, steps: collapsedSteps)
    }
  }
}
