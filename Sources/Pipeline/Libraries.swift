import CairoPlots
import Datasets
import Experiments
import Foundation
import Kernels
import Neural

/// Versions of the libraries that results and pages are made with.
package enum Libraries {
  /// Those that this program is linked with, as they say themselves.
  static let linked = [
    "Cairo": CairoRenderer.cairoVersion, "OpenBLAS": OpenBLAS.configuration,
    "Pango": CairoRenderer.pangoVersion, "zlib": GzipInflater.zlibVersion
  ]

  /// Those of them on which a picture's pixels depend.
  static var drawing: [String: String] { linked.filter { ["Cairo", "Pango"].contains($0.key) } }

  /// The linked ones, and the packages that `Package.resolved` pins.
  static func versions(root: URL) -> [String: String] {
    struct Resolved: Decodable {
      struct Pin: Decodable {
        struct State: Decodable { var version: String? }
        var identity: String
        var state: State
      }
      var pins: [Pin]
    }
    let file = root.appendingPathComponent("Package.resolved")
    let pins = (try? JSONDecoder().decode(Resolved.self, from: Data(contentsOf: file)))?.pins ?? []
    var versions = linked
    for pin in pins { versions[pin.identity] = pin.state.version }
    return versions
  }

  /// What is known of this process, its libraries included.
  static func provenance(of workspace: Workspace) -> Provenance {
    var provenance = Provenance.current(threads: workspace.threads, directory: workspace.root)
    provenance.vectors = Vectors.current.width
    provenance.libraries = versions(root: workspace.root)
    return provenance
  }
}
