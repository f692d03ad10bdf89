import ChapterKit
import Foundation
import Support

/// compile.py kept running, so that Typst remembers what it has laid out.
package final class PageWorker {
  private let child: ChildProcess
  private let input = Pipe()

  init(_ typst: TypstCompiler, root: URL, output: URL) throws {
    let process = typst.process(
      ["--serve"], root: root, results: output.appendingPathComponent("results.json"),
      output: output)
    child = try ChildProcess(starting: process, input: input)
  }

  /// Makes those of `jobs` that are stale.
  ///
  /// - Returns: What went wrong, or nil.
  func make(_ jobs: [TypstCompiler.Job], _ flag: CancellationFlag) throws -> String? {
    struct Answer: Decodable { var error: String? }
    let line = try JSONEncoder().encode(jobs.map(\.argument)) + Data("\n".utf8)
    try input.fileHandleForWriting.write(contentsOf: line)
    guard let answer = child.line(flag) else {
      return flag.isSet ? nil : TypstCompiler.message(from: child.words, python: "compile.py")
    }
    guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(answer.utf8)) else {
      let words = answer + "\n" + child.words
      stop()
      return TypstCompiler.message(from: words, python: "compile.py")
    }
    return answer.error
  }

  var isRunning: Bool { child.isRunning }

  func stop() { child.stop() }
}
