import ChapterKit
import Datasets
import Experiments
import Foundation
import Kernels
import Support

/// The runs that the current code refers to: every chapter's in every profile, on every data set, in
/// both numerics.
package struct StoreReferences {
  /// `"<kind>/<specHash>"`.
  private var specifications: Set<String> = []
  /// `CodeFingerprint.hash`, of both numerics.
  private var code: Set<String> = []

  package init(chapters: [any Chapter]) throws {
    for numerics in Numerics.allCases {
      for fingerprint in try CodeFingerprints.current(numerics: numerics).byKind.values {
        code.insert(fingerprint.hash)
      }
      for profile in Profile.allCases {
        for name in DatasetName.allCases {
          // Only specifications are compared, which do not depend on what the files hold.
          var setting = Setting(
            profile: profile,
            dataset: DatasetReference(name: name.rawValue, path: nil, sha256: ""), isPlan: true)
          setting.numerics = numerics
          for experiment in try chapters.flatMap({ try $0.experiments(for: setting) }) {
            specifications.insert(
              "\(experiment.kind)/\(Checksum.sha256(experiment.specification))")
          }
        }
      }
    }
  }

  /// Whether an entry of the store is one of them. Inputs are not asked for, since the images may lie
  /// elsewhere today.
  package func keeps(_ entry: StoreEntry) -> Bool {
    guard entry.state != .damaged, entry.state != .failed else { return false }
    guard let made = entry.code, let specification = entry.specHash else { return false }
    return code.contains(made) && specifications.contains("\(entry.kind)/\(specification)")
  }
}
