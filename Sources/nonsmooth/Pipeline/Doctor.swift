import Foundation
import Kernels

/// Examines the machine for what the build and the report use.
struct Doctor {
  struct Finding: Encodable {
    var name: String
    var found: String
    var purpose: String
    var isPresent: Bool
    var isRequired: Bool
  }

  let root: URL

  func examine() -> [Finding] {
    [
      processor,
      program("Swift", ["swift", "--version"], purpose: "the build"),
      program("C compiler", ["cc", "--version"], purpose: "the C headers of the libraries"),
      program("pkg-config", ["pkg-config", "--version"], purpose: "finding the libraries"),
      library("Cairo", "cairo", purpose: "figures as PNG and PDF"),
      library("Pango", "pangocairo", purpose: "text in figures"),
      openBLAS,
      library("zlib", "zlib", purpose: "compressed data sets"),
      font,
      typst,
      program(
        "Chromium", ["chromium", "--version"], purpose: "the browser tests", isRequired: false),
      program("Poppler", ["pdftotext", "-v"], purpose: "the tests of the PDF", isRequired: false)
    ]
  }

  private var processor: Finding {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    #if arch(x86_64)
      let flags = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
      let known = ["avx2", "fma", "avx512f"].filter { flags.contains(" \($0) ") }
      #if os(Linux)
        let isFit = known.contains("avx2") && known.contains("fma")
      #else
        let isFit = true
      #endif
      let features = known.isEmpty ? "" : ", \(known.joined(separator: " "))"
      return Finding(
        name: "Processor", found: "x86_64, \(cores) cores\(features)",
        purpose: "the kernels (AVX2 and FMA)", isPresent: isFit, isRequired: true)
    #else
      return Finding(
        name: "Processor", found: "arm64, \(cores) cores", purpose: "the kernels",
        isPresent: true, isRequired: true)
    #endif
  }

  /// OpenBLAS with the kernel that it chose, or was told to use, for this processor.
  private var openBLAS: Finding {
    var finding = library("OpenBLAS", "openblas", purpose: "--numerics native")
    finding.found += ", kernel \(OpenBLAS.kernelName)"
    if ProcessInfo.processInfo.environment["OPENBLAS_CORETYPE"] != nil {
      finding.found += " set by OPENBLAS_CORETYPE"
    }
    return finding
  }

  private var font: Finding {
    let match = Self.output(of: ["fc-match", "-f", "%{family} %{fontversion}", "Inter"]) ?? ""
    return Finding(
      name: "Font Inter", found: match.isEmpty ? "none" : match, purpose: "figures and pages",
      isPresent: match.hasPrefix("Inter"), isRequired: true)
  }

  private var typst: Finding {
    let named = ProcessInfo.processInfo.environment["NONSMOOTH_TYPST_PYTHON"]
    let python = named ?? root.appendingPathComponent(".build/typst-venv/bin/python").path
    let version = Self.output(
      of: [python, "-c", "import importlib.metadata as m; print(m.version('typst'))"])
    return Finding(
      name: "Typst", found: version ?? "none", purpose: "the report's pages",
      isPresent: version != nil, isRequired: true)
  }

  private func library(_ name: String, _ package: String, purpose: String) -> Finding {
    let version = Self.output(of: ["pkg-config", "--modversion", package])
    return Finding(
      name: name, found: version ?? "none", purpose: purpose, isPresent: version != nil,
      isRequired: true)
  }

  private func program(
    _ name: String, _ arguments: [String], purpose: String, isRequired: Bool = true
  ) -> Finding {
    let output = Self.output(of: arguments)
    return Finding(
      name: name, found: output ?? "none", purpose: purpose, isPresent: output != nil,
      isRequired: isRequired)
  }

  /// The first line that a program prints, nil when it cannot be run or fails.
  static func output(of arguments: [String]) -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
    return lines.first { !$0.hasPrefix("swift-driver") }.map(String.init) ?? ""
  }
}
