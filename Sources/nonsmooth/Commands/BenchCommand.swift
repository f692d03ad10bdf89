import ArgumentParser
import ChapterKit
import Foundation

/// `nonsmooth bench`: speed and memory of the engine.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measures the engine: images per second, time per step, memory."
  )

  @Option(help: "Seconds to spend on each network.")
  var seconds = 3.0

  @OptionGroup var options: GlobalOptions

  func run() throws {
    var results: [EngineBench.Result] = []
    for network in EngineBench.networks {
      Console.note("bench: \(network.name)")
      results.append(
        try EngineBench.measure(network, threads: options.threadCount, seconds: seconds))
    }
    if options.json { return try Console.printJSON(results) }
    Console.printTable(
      ["network", "batch", "images/s", "ms per step", "peak memory"],
      results.map { result in
        [
          result.name, "\(result.batchSize)", "\(Int(result.imagesPerSecond))",
          "\((result.millisecondsPerStep * 100).rounded() / 100)",
          "\(result.peakMemoryBytes / 1_048_576) MiB"
        ]
      })
    let file = try options.workspace().root.appendingPathComponent("Output/bench.json")
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try encoder.encode(results).write(to: file, options: .atomic)
    print(file.path)
  }
}
