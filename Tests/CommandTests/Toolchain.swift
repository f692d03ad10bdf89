import Foundation
import Support
import TestSupport
import Testing

/// The Swift toolchain, for tests that build.
enum Toolchain {
  /// Runs a program of the system, which must succeed, and returns what it prints.
  @discardableResult
  static func run(_ arguments: [String], in folder: URL) async throws -> String {
    let outcome = try await Tool(arguments, in: folder).outcome()
    try #require(
      outcome.succeeded, "\(arguments.prefix(4).joined(separator: " ")): \(outcome.errorText)")
    return outcome.text
  }

  /// The command with one more chapter, in seconds: only the chapter and the command's own sources are
  /// compiled, and linked with the objects of this build in place of the command's own.
  ///
  /// - Parameter root: A repository with the chapter in its folder and in ChapterList.swift.
  /// - Returns: The executable, below `root`.
  static func build(chapter: String, of root: URL) async throws -> URL {
    let build = CommandProcess.executable.deletingLastPathComponent().resolvingSymlinksInPath()
    let made = root.appendingPathComponent("made")
    try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
    let common =
      [
        "swiftc", "-swift-version", "6", "-Onone", "-wmo", "-parse-as-library", "-emit-object",
        "-package-name", packageName,
        "-I", build.appendingPathComponent("Modules").path, "-I", made.path
      ] + (try await headers())
    try await run(
      common + ["-module-name", chapter, "-o", "made/\(chapter).o"]
        + ["-emit-module", "-emit-module-path", "made/\(chapter).swiftmodule"]
        + sources(in: "Chapters/\(chapter)", of: root), in: root)
    try await run(
      common + ["-module-name", "nonsmooth", "-o", "made/nonsmooth.o"]
        + sources(in: "Sources/nonsmooth", of: root), in: root)

    let list = build.appendingPathComponent("nonsmooth.product/Objects.LinkFileList")
    let objects = try String(contentsOf: list, encoding: .utf8).split(separator: "\n")
      .filter { !$0.contains("/nonsmooth.build/") }
    try Data(objects.joined(separator: "\n").utf8).write(to: made.appendingPathComponent("objects"))
    let libraries = try await run(["pkg-config", "--libs"] + packages, in: root)
      .split(whereSeparator: \.isWhitespace).map(String.init)
    try await run(
      ["swiftc", "-emit-executable", "-o", "made/command", "made/nonsmooth.o", "made/\(chapter).o"]
        + ["@made/objects", "-lm"] + libraries, in: root)
    return made.appendingPathComponent("command")
  }

  /// What SwiftPM calls this package, whose modules share declarations under `package`: the name of the
  /// folder it lies in.
  private static let packageName = String(
    CommandProcess.root.lastPathComponent.lowercased()
      .map { $0.isLetter || $0.isNumber ? $0 : "_" })

  /// The system's libraries, as Package.swift names them to pkg-config.
  private static let packages: [String] = {
    let file = CommandProcess.root.appendingPathComponent("Package.swift")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.matches(of: /pkgConfig: "([^"]+)"/).map { String($0.1) }
  }()

  private static func sources(in folder: String, of root: URL) -> [String] {
    let names =
      (try? FileManager.default.subpathsOfDirectory(
        atPath: root.appendingPathComponent(folder).path)) ?? []
    return names.filter { $0.hasSuffix(".swift") }.sorted().map { "\(folder)/\($0)" }
  }

  /// Where the C modules behind the built modules have their headers.
  private static func headers() async throws -> [String] {
    let files = FileManager.default
    func folders(in folder: URL) -> [URL] {
      ((try? files.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
        .map(folder.appendingPathComponent)
    }
    let systemModules = folders(in: CommandProcess.root.appendingPathComponent("Sources"))
      .filter { files.fileExists(atPath: $0.appendingPathComponent("module.modulemap").path) }
    let dependencies = folders(in: CommandProcess.root.appendingPathComponent(".build/checkouts"))
      .flatMap { folders(in: $0.appendingPathComponent("Sources")) + folders(in: $0) }
      .map { $0.appendingPathComponent("include") }
      .filter { files.fileExists(atPath: $0.path) }
    // Module maps that the build has written for C targets that come without.
    let maps = folders(in: CommandProcess.executable.deletingLastPathComponent())
      .map { $0.appendingPathComponent("module.modulemap") }
      .filter { files.fileExists(atPath: $0.path) }
    let flags = try await run(["pkg-config", "--cflags-only-I"] + packages, in: CommandProcess.root)
      .split(whereSeparator: \.isWhitespace)
    return (systemModules + dependencies).flatMap { ["-I", $0.path] }
      + maps.flatMap { ["-Xcc", "-fmodule-map-file=\($0.path)"] }
      + flags.flatMap { ["-Xcc", String($0)] }
  }
}
