import ChapterKit
import Experiments
import Foundation
import Reports
import Support

/// The part of the package that pages run, compiled to WebAssembly by the Swift that is installed.
///
/// It lies at `.build/live/<checksum of its sources and of the compiler>/live.wasm`, so that it is compiled once.
package struct LiveModule {
  package let file: URL
  let sha256: String

  /// Why there is none, as a page and the terminal say it.
  package struct Absent: Error {
    /// E.g. `"it was made where Swift has no WebAssembly"`, of a page.
    var reason: String
    /// What the compiler said, for the terminal.
    var details: String?
  }

  private static let target = "wasm32-unknown-none-wasm"
  private static let exports = [
    "nonsmooth_input", "nonsmooth_output", "nonsmooth_output_count", "nonsmooth_begin",
    "nonsmooth_part"
  ]

  /// Where the programs and libraries of the installed Swift lie, and which it is.
  private struct Toolchain {
    var programs: URL
    var unicode: URL
    var version: String

    /// As `swiftc` itself says.
    init() throws(Absent) {
      struct Info: Decodable {
        struct Paths: Decodable { var runtimeResourcePath: String }
        var compilerVersion: String
        var paths: Paths
      }
      let missing = Absent(
        reason: "it was made where there is no Swift that compiles to WebAssembly")
      guard let outcome = try? Tool(["swiftc", "-print-target-info"]).run(seconds: 60),
        outcome.succeeded, let info = try? JSONDecoder().decode(Info.self, from: outcome.output)
      else { throw missing }
      version = info.compilerVersion
      let resources = URL(filePath: info.paths.runtimeResourcePath)
      programs = resources.appending(path: "../../bin").standardizedFileURL
      unicode = resources.appending(path: "embedded/\(target)/libswiftUnicodeDataTables.a")
      let needed = ["clang", "wasm-ld"].map { programs.appending(path: $0) } + [unicode]
      for file in needed where !FileManager.default.fileExists(atPath: file.path) { throw missing }
    }
  }

  /// The module of `chapters`, compiled where it is not yet there.
  ///
  /// - Throws: Why there can be none, or that the user asked to stop.
  package init(
    root: URL, chapters: [any Chapter], threads: Int, isCancelled: @escaping @Sendable () -> Bool
  ) throws(Absent) {
    let toolchain = try Toolchain()
    let sources = LiveSources(root: root, chapters: chapters)
    var parts = [toolchain.version] + Self.exports
    let fixed = ["Runtime.c", "CImports/Imports.h", "CImports/module.modulemap"].map {
      root.appending(path: "\(LiveSources.folder)/\($0)")
    }
    for module in sources.rows.flatMap({ $0 }) {
      parts += [module.name, module.generated ?? ""]
      parts += module.files.map { "\($0.lastPathComponent) \(Self.checksum(of: $0))" }
    }
    parts += fixed.map(Self.checksum)
    parts.append(Self.checksum(of: root.appending(path: "Sources/Pipeline/Live/LiveModule.swift")))
    let key = Checksum.sha256(Data(parts.joined(separator: "\n").utf8)).prefix(16)
    file = root.appending(path: ".build/live/\(key)/live.wasm")
    if RegularFile.isAbsent(file) != false {
      Console.note("compiling the live figures to WebAssembly")
      let work = FileManager.default.temporaryDirectory.appending(
        path: "nonsmooth-live-\(UUID().uuidString)")
      defer { try? FileManager.default.removeItem(at: work) }
      let compiler = Compiler(
        root: root, folder: work, toolchain: toolchain, threads: threads, isCancelled: isCancelled)
      let made = try compiler.module(of: sources)
      do {
        try WholeFile.createFolder(file.deletingLastPathComponent())
        try WholeFile.write(made, to: file)
      } catch {
        throw Absent(
          reason: "its module could not be stored", details: SystemReason.sentence(of: error))
      }
    }
    sha256 = Self.checksum(of: file)
  }

  private static func checksum(of file: URL) -> String {
    FileDigests.shared.sha256(of: file) ?? "absent"
  }

  /// Compiles into a folder of its own.
  private struct Compiler {
    var root: URL
    var folder: URL
    var toolchain: Toolchain
    var threads: Int
    var isCancelled: @Sendable () -> Bool

    func module(of sources: LiveSources) throws(Absent) -> Data {
      do {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for module in sources.rows.flatMap({ $0 }) {
          if let text = module.generated {
            try WholeFile.write(Data(text.utf8), to: generated(module))
          }
        }
      } catch {
        throw Absent(
          reason: "its module could not be stored", details: SystemReason.sentence(of: error))
      }
      for row in sources.rows {
        let outcomes = row.parallelMap(threads: threads) { module in
          Result { () throws(Absent) in
            try run(swift(module, isLast: module.name == LiveSources.whole))
          }
        }
        for outcome in outcomes { try outcome.get() }
      }
      try run(c())
      try run(link())
      guard let made = try? RegularFile.contents(of: folder.appending(path: "live.wasm")) else {
        throw Absent(reason: "its module could not be read")
      }
      return made
    }

    private func generated(_ module: LiveSources.Module) -> URL {
      folder.appending(path: "\(module.name)-made.swift")
    }

    private func object(_ name: String) -> String { folder.appending(path: "\(name).o").path }

    /// All modules but the last leave their code to it (DeferredCodeGen), which compiles what of all of them is called:
    /// each by itself would compile its imports once more. Embedded Swift warns of errors without a type, which the
    /// portable files pass on and never make. For incremental compilation the compiler would add a checksum in which the
    /// paths count, and the page would have other bytes in another folder.
    private func swift(_ module: LiveSources.Module, isLast: Bool) -> [String] {
      let files = module.files + (module.generated == nil ? [] : [generated(module)])
      let isFirst = module.name == LiveSources.withoutCoding
      let imports = isFirst ? [] : ["-import-module", LiveSources.withoutCoding]
      let output =
        isLast
        ? ["-O", "-o", object(module.name), "-c"]
        : [
          "-Onone", "-enable-experimental-feature", "DeferredCodeGen", "-emit-module",
          "-emit-module-path", folder.appending(path: "\(module.name).swiftmodule").path
        ]
      return [
        "swiftc", "-target", LiveModule.target, "-enable-experimental-feature", "Embedded", "-wmo",
        "-parse-as-library", "-swift-version", "6", "-package-name", "nonsmooth",
        "-suppress-warnings", "-Xcc", "-msimd128"
      ]
        + (["-disable-stack-protector", "-disable-incremental-llvm-codegen"] + imports).flatMap {
          ["-Xfrontend", $0]
        } + [
          "-I", folder.path, "-I", root.appending(path: "\(LiveSources.folder)/CImports").path,
          "-module-name", module.name
        ] + output + files.map(\.path)
    }

    private func c() -> [String] {
      [
        toolchain.programs.appending(path: "clang").path, "-target", LiveModule.target,
        "-mbulk-memory", "-O2", "-fno-builtin", "-o", object("Runtime"), "-c",
        root.appending(path: "\(LiveSources.folder)/Runtime.c").path
      ]
    }

    /// What is left undefined are the page's functions (Imports.h).
    private func link() -> [String] {
      [
        toolchain.programs.appending(path: "wasm-ld").path, "--no-entry", "--gc-sections",
        "--strip-all", "--allow-undefined", "-o", folder.appending(path: "live.wasm").path
      ] + LiveModule.exports.map { "--export=\($0)" } + [
        object(LiveSources.whole), object("Runtime"), toolchain.unicode.path
      ]
    }

    private func run(_ command: [String]) throws(Absent) {
      let outcome: Tool.Outcome
      do {
        outcome = try Tool(command).run(seconds: 600, isCancelled: isCancelled)
      } catch {
        throw Absent(reason: "its module could not be compiled", details: error.description)
      }
      guard outcome.succeeded else {
        throw Absent(
          reason: "its module could not be compiled",
          details: PreviewSession.compilerErrors(in: outcome.errorText))
      }
    }
  }
}
