import Foundation

/// The processor does not have the instructions that the kernels are compiled for.
public struct CPUFeatureError: Error, CustomStringConvertible, Sendable {
  /// Names as in /proc/cpuinfo, e.g. `["avx2", "fma"]`.
  public let missing: [String]
  private let expected: [String]
  private let remedy: String

  public init(
    missing: [String], expected: [String] = CPUFeatures.required,
    remedy: String = "Use a machine with an x86-64-v3 processor or newer."
  ) {
    (self.missing, self.expected, self.remedy) = (missing, expected, remedy)
  }

  /// There are no vectors of 512 bits.
  public static var wideVectors: Self {
    Self(
      missing: CPUFeatures.missing(CPUFeatures.wide), expected: CPUFeatures.wide,
      remedy: "Use --vectors 256.")
  }

  public var description: String {
    "processor '\(CPUFeatures.modelName)': no \(missing.joined(separator: ", ")), "
      + "expected \(expected.joined(separator: ", ")). \(remedy)"
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

  /// Those that vectors of 512 bits need besides.
  static let wide = ["avx512f", "avx512vl", "avx512dq"]

  /// The subset of `names` that is absent from a text in the format of /proc/cpuinfo.
  ///
  /// A text without a flags line counts as a processor without any of them, as does no text.
  public static func missing(
    _ names: [String] = required, inCPUInfo text: String? = cpuInfo
  ) -> [String] {
    let line = (text ?? "").split(separator: "\n").first { $0.hasPrefix("flags") } ?? ""
    let flags = Set(line.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init))
    return names.filter { !flags.contains($0) }
  }

  /// Whether processor and system have vectors of 512 bits; where there is no /proc/cpuinfo, no.
  package static var hasWideVectors: Bool { missing(wide).isEmpty }

  /// The model name of the first processor, or "unknown".
  public static var modelName: String {
    guard let line = cpuInfo?.split(separator: "\n").first(where: { $0.hasPrefix("model name") }),
      let colon = line.firstIndex(of: ":")
    else { return "unknown" }
    return line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
  }

  /// - Throws: `CPUFeatureError` when the kernels would stop on an illegal instruction.
  public static func require() throws {
    guard cpuInfo != nil else { return }
    let missing = missing()
    if !missing.isEmpty { throw CPUFeatureError(missing: missing) }
  }

  /// /proc/cpuinfo, or nil where there is none (macOS, where every supported Mac suffices).
  public static let cpuInfo = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
}
