import Foundation

/// The processor does not have the instructions that the kernels are compiled for.
public struct CPUFeatureError: Error, CustomStringConvertible, Sendable {
  /// Names as in /proc/cpuinfo, e.g. `["avx2", "fma"]`.
  public let missing: [String]

  public init(missing: [String]) { self.missing = missing }

  public var description: String {
    "processor '\(CPUFeatures.modelName)': no \(missing.joined(separator: ", ")), "
      + "expected avx2 and fma. Use a machine with an x86-64-v3 processor or newer."
  }
}

/// What the processor offers, as far as the kernels care.
public enum CPUFeatures {
  /// Instruction sets that the kernels need on this architecture.
  public static var required: [String] {
    #if arch(x86_64)
      ["avx2", "fma"]
    #else
      []
    #endif
  }

  /// The subset of `required` that is absent from a text in the format of /proc/cpuinfo.
  ///
  /// A text without a flags line counts as a processor without any of them.
  public static func missing(inCPUInfo text: String) -> [String] {
    let line = text.split(separator: "\n").first { $0.hasPrefix("flags") } ?? ""
    let flags = Set(line.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init))
    return required.filter { !flags.contains($0) }
  }

  /// The model name of the first processor, or "unknown".
  public static var modelName: String {
    guard let line = cpuInfo?.split(separator: "\n").first(where: { $0.hasPrefix("model name") }),
      let colon = line.firstIndex(of: ":")
    else { return "unknown" }
    return line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
  }

  /// - Throws: `CPUFeatureError` when the kernels would stop on an illegal instruction.
  public static func require() throws {
    guard let cpuInfo else { return }
    let missing = missing(inCPUInfo: cpuInfo)
    if !missing.isEmpty { throw CPUFeatureError(missing: missing) }
  }

  /// /proc/cpuinfo, or nil where there is none (macOS, where every supported Mac suffices).
  private static let cpuInfo = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
}
