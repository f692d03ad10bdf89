import CairoPlots
import Cluster
import Experiments
import Foundation
import Kernels
import Neural
import Plots
import Reports
import Support

/// Examines the machine for what the build and the report use.
package struct Doctor {
  package struct Finding: Encodable {
    package var name: String
    package var found: String
    package var purpose: String
    package var isPresent: Bool
    package var isRequired: Bool
    /// Of the code of a kind of runs: what each canary gives.
    package var canaries: [String: String]?
  }

  /// What was found under `name`; nil where it was not.
  private func finding(_ name: String, _ found: String?, purpose: String, isRequired: Bool = true)
    -> Finding
  {
    Finding(
      name: name, found: found ?? "none", purpose: purpose, isPresent: found != nil,
      isRequired: isRequired)
  }

  let root: URL
  let numerics: Numerics
  let threads: Int

  package init(root: URL, numerics: Numerics, threads: Int) {
    (self.root, self.numerics, self.threads) = (root, numerics, threads)
  }

  package func examine() -> [Finding] {
    [
      processor,
      program("Swift", ["swift", "--version"], purpose: "the build"),
      program("pkg-config", ["pkg-config", "--version"], purpose: "finding the libraries"),
      library("Cairo", "cairo", purpose: "figures as PNG and PDF"),
      library("Pango", "pangocairo", purpose: "text in figures"),
      openBLAS,
      library("zlib", "zlib", purpose: "compressed data sets"),
      font,
      typst,
      chromium,
      program("Poppler", ["pdftotext", "-v"], purpose: "the tests of the PDF", isRequired: false),
      pageTests,
      slurm,
      program(
        "Snakemake", ["snakemake", "--version"], purpose: "plan --snakemake", isRequired: false)
    ] + code
  }

  /// The fingerprint of the code of each kind of runs, which enters their keys.
  private var code: [Finding] {
    let start = ResourceUsage.wallSeconds
    guard let code = try? CodeFingerprints.current(numerics: numerics, threads: threads) else {
      return []
    }
    let time = String(format: "%.2f s", ResourceUsage.wallSeconds - start)
    return code.byKind.sorted { $0.key < $1.key }.map { kind, fingerprint in
      let count = fingerprint.canaries.count
      var found = "\(fingerprint.hash.prefix(16)), \(count) canaries"
      found += ", revision \(fingerprint.revision)"
      if kind == "training" { found += ", all in \(time)" }
      return Finding(
        name: "Code of \(kind)", found: found, purpose: "the keys of runs", isPresent: true,
        isRequired: true, canaries: fingerprint.canaries)
    }
  }

  private var processor: Finding {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    #if arch(x86_64)
      let missing = CPUFeatures.missing()
      // Where the system does not tell, every supported machine has them.
      let isFit = missing.isEmpty || CPUFeatures.cpuInfo == nil
      var found = "x86_64, \(cores) cores"
      if !isFit {
        found += ", no \(missing.joined(separator: ", "))"
      } else {
        found += ", vectors of \(Vectors.current.width) bits"
        if let gain = Vectors.gain { found += " (512: \(Wording.short(gain)) times as fast)" }
      }
      return Finding(
        name: "Processor", found: found, purpose: "the kernels (AVX2 and FMA)", isPresent: isFit,
        isRequired: true)
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

  /// Slurm, if its controller answers.
  private var slurm: Finding {
    var finding = program(
      "Slurm", ["sbatch", "--version"], purpose: "report --on slurm", isRequired: false)
    do throws(ClusterError) {
      try SlurmCommands().requireController()
    } catch {
      if case .noController(let reason) = error {
        finding.found = "cannot answer: \(Wording.printable(reason, limit: 70))"
      }
      finding.isPresent = false
    }
    return finding
  }

  private var font: Finding {
    let problem = Typeface.problem
    return Finding(
      name: "Font Inter", found: problem ?? "\(Typeface.name), carried",
      purpose: "figures and pages", isPresent: problem == nil, isRequired: true)
  }

  private var typst: Finding {
    let version = (try? TypstCompiler.installed(root: root))?.version
    return finding("Typst", version, purpose: "the report's pages")
  }

  /// The first browser of the names that the tests look for.
  private var chromium: Finding {
    let version = ["chromium", "chromium-browser", "google-chrome"].lazy.compactMap {
      Self.output(of: [$0, "--version"])
    }.first
    return finding("Chromium", version, purpose: "the browser tests", isRequired: false)
  }

  /// What drives the browser and judges pages and PDF.
  private var pageTests: Finding {
    let python = root.appendingPathComponent(".build/test-venv/bin/python").path
    let script = """
      import importlib.metadata as m
      names = ('playwright', 'axe-playwright-python', 'page-validation')
      print(', '.join(f'{name} {m.version(name)}' for name in names))
      """
    let versions = Self.output(of: [python, "-c", script])
    return finding(
      "Page tests", versions, purpose: "the tests of the pages and of the PDF", isRequired: false)
  }

  private func library(_ name: String, _ package: String, purpose: String) -> Finding {
    #if os(macOS)
      // Homebrew keeps OpenBLAS apart from the system's libraries, where SwiftPM finds it by itself.
      let folders = ["/opt/homebrew", "/usr/local"].map { "\($0)/opt/\(package)/lib/pkgconfig" }
      let prefix = ["env", "PKG_CONFIG_PATH=\(folders.joined(separator: ":"))"]
    #else
      let prefix: [String] = []
    #endif
    return finding(
      name, Self.output(of: prefix + ["pkg-config", "--modversion", package]), purpose: purpose)
  }

  private func program(
    _ name: String, _ arguments: [String], purpose: String, isRequired: Bool = true
  ) -> Finding {
    finding(name, Self.output(of: arguments), purpose: purpose, isRequired: isRequired)
  }

  /// The first line that a program prints, or complains where it prints nothing; nil when it cannot be
  /// run or fails.
  private static func output(of arguments: [String]) -> String? {
    guard let outcome = try? Tool(arguments).run(seconds: 20), outcome.succeeded else { return nil }
    let lines = (outcome.text + outcome.errorText).split(separator: "\n")
    return lines.first.map(String.init) ?? ""
  }
}
