import Foundation
import Support
import TestSupport
import Testing

/// Which instructions the program holds, read from its disassembly.
@Suite struct InstructionTests {
  /// A mask register, a register of 512 bits, or one of the sixteen that came with AVX-512.
  private static let wide = #"%(zmm[0-9]|k[0-7]\b|[xy]mm(1[6-9]|2[0-9]|3[01]))"#

  /// What makes a function the wide kernels' own: the module's mangled name.
  private static let owner = "Kernels512"

  /// A processor without AVX-512 runs everything but the module that is compiled for it.
  @Test(
    .enabled(
      if: InstructionTests.canLook,
      "x86-64 and objdump are needed to read the program's instructions"))
  func onlyTheWideKernelsUseAVX512() async throws {
    // Function by function: those with such an instruction, and how many instructions in all.
    let script = """
      objdump -d --no-show-raw-insn "$1" | awk '
        /^[0-9a-f]+ <.*>:$/ { name = $2; next }
        /^ / { count++ }
        /\(Self.wide.replacingOccurrences(of: "\\b", with: "[^0-9]"))/ { wide[name] = 1 }
        END { print count; for (name in wide) print name }'
      """
    let outcome = try await CommandProcess.run(
      ["-c", script, "sh", CommandProcess.executable.path], in: CommandProcess.root,
      executable: URL(fileURLWithPath: "/bin/sh"))
    let lines = outcome.output.split(separator: "\n").map(String.init)
    #expect(outcome.status == 0 && Int(lines.first ?? "") ?? 0 > 1_000_000, "\(outcome.errors)")
    let (own, others) = (
      lines.dropFirst().filter { $0.contains(Self.owner) },
      lines.dropFirst().filter { !$0.contains(Self.owner) }
    )
    #expect(others.isEmpty, "\(others.sorted().prefix(20))")
    // The tiles at least, else the check looks for the wrong thing.
    #expect(own.count > 20)
  }

  static var canLook: Bool {
    #if arch(x86_64)
      let paths = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      return paths.contains { FileManager.default.isExecutableFile(atPath: "\($0)/objdump") }
    #else
      return false
    #endif
  }
}
