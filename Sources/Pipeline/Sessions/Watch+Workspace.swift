import Cluster
import Foundation

extension Watch {
  /// A watch over Slurm and the run store of `workspace`, whose records are there in full or not at all.
  package init(of workspace: Workspace) {
    let store = workspace.store
    self.init(slurm: SlurmCommands()) { key in
      FileManager.default.fileExists(atPath: store.appendingPathComponent(key).path)
    }
  }
}
