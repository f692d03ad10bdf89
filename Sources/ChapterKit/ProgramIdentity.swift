import Foundation
import Kernels
import Support

/// What tells this program on this machine from any other: what may be kept of its results as long as
/// nothing of it changes.
public enum ProgramIdentity {
  /// SHA-256 of the program's own bytes, the libraries loaded into it, the processor and the system.
  ///
  /// **Cost**: one pass over the program's file, some hundredths of a second, once in a process.
  /// Nil when the program cannot read itself, and so must not trust what it kept.
  public static let current: String? = {
    // On Linux the file that runs, even when another has taken its name since.
    let own = URL(fileURLWithPath: "/proc/self/exe")
    let named = Bundle.main.executableURL
    let file = FileManager.default.fileExists(atPath: own.path) ? own : named
    guard let file, let program = try? Checksum.sha256(ofFile: file) else { return nil }
    let system = ProcessInfo.processInfo.operatingSystemVersionString
    let parts = [program, processor, system, OpenBLAS.configuration] + libraries
    return Checksum.sha256(Data(parts.joined(separator: "\n").utf8))
  }()

  /// The first processor's name and instruction sets.
  private static var processor: String {
    let lines = text(of: "/proc/cpuinfo").split(separator: "\n")
    let kept = ["model name", "flags", "Features", "CPU part"].compactMap { field in
      lines.first { $0.hasPrefix(field) }
    }
    return kept.joined(separator: "\n")
  }

  /// Path, size and moment of the last change of each shared library in this process; macOS's are part
  /// of the system.
  private static var libraries: [String] {
    let paths = text(of: "/proc/self/maps").split(separator: "\n").compactMap { line in
      line.firstIndex(of: "/").map { String(line[$0...]) }
    }
    return Set(paths.filter { $0.contains(".so") }).sorted().map(FileState.line(of:))
  }

  /// All of a file of the kernel's, which states no size and comes in pieces; Foundation takes the first
  /// piece for the whole.
  static func text(of path: String) -> String {
    let file = open(path, O_RDONLY)
    guard file >= 0 else { return "" }
    defer { close(file) }
    var (all, piece) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 16))
    while true {
      let count = read(file, &piece, piece.count)
      if count <= 0 { return String(decoding: all, as: UTF8.self) }
      all += piece[..<count]
    }
  }
}
