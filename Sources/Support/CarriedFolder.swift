import Foundation

/// Folders that come with the program: resources of its modules.
public enum CarriedFolder {
  /// The name of a module's bundle, which `swift build` puts beside the program.
  public static func bundle(of module: String) -> String { "nonsmooth_\(module).resources" }

  /// The folder `name` among the resources of `module`: beside the program, else in its sources. SwiftPM's own
  /// `Bundle.module` traps where the bundle is gone.
  ///
  /// - Parameter sources: The folder of the module's resources in the repository, where it was built.
  /// - Returns: Nil when the program was moved away from both.
  public static func find(_ name: String, of module: String, sources: URL) -> URL? {
    let executable = Bundle.main.executableURL
    let places = [
      Bundle.main.bundleURL, executable?.deletingLastPathComponent(),
      executable?.resolvingSymlinksInPath().deletingLastPathComponent()
    ]
    let folders = places.compactMap { $0?.appending(path: bundle(of: module)) } + [sources]
    return folders.map { $0.appending(path: name) }
      .first { FileManager.default.fileExists(atPath: $0.path) }
  }
}
