import ChapterKit
import Datasets
import Experiments
import Foundation
import Kernels
import Multiverse
import Support

/// The runs that somebody refers to: every chapter of the current code in every profile, on every data set, in
/// both numerics; the universes that were made; and the outputs that were made from runs, such as those of variations.
package struct StoreReferences {
  /// `"<kind>/<specHash>"`.
  private var specifications: Set<String> = []
  /// `CodeFingerprint.hash`, of both numerics.
  private var code: Set<String> = []

  /// `"<kind>/<key>"` of the runs that outputs were made from.
  private var records: Set<String> = []

  /// - Parameters:
  ///   - output: The folder with the outputs of all profiles and variations.
  ///   - store: Where the outputs' runs lie.
  package init(chapters: [any Chapter], output: URL, store: DirectoryRunStore) throws {
    records = try Self.records(below: output, in: store)
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

  /// The runs behind each folder's outputs, and those that these go on from.
  ///
  /// - Throws: A failure for what cannot be read, since nothing would be kept for it.
  private static func records(below output: URL, in store: DirectoryRunStore) throws -> Set<String>
  {
    struct Results: Decodable {
      struct Run: Decodable { var record: String? }
      var runs: [String: Run]?
    }
    struct Index: Decodable {
      struct Entry: Decodable { var keys: [String: String]? }
      var entries: [Entry]?
    }
    func read<Value: Decodable>(_ type: Value.Type, _ file: URL) throws -> Value? {
      guard let data = try RegularFile.contents(ifPresent: file) else { return nil }
      do {
        return try JSONDecoder().decode(type, from: data)
      } catch {
        throw CommandFailure(
          "File '\(file.path)': does not say which runs it was made from, expected what the report "
            + "writes. Make that report again, or remove its folder.")
      }
    }
    var open: Set<String> = []
    for name in try Folder.names(in: output) {
      let folder = output.appendingPathComponent(name)
      guard folder.path != store.root.path, RegularFile.isOther(folder) else { continue }
      let results = try read(Results.self, folder.appendingPathComponent("results.json"))
      open.formUnion((results?.runs ?? [:]).values.compactMap(\.record))
      let index = try read(Index.self, folder.appendingPathComponent(OutputIndex.fileName))
      for entry in index?.entries ?? [] { open.formUnion((entry.keys ?? [:]).values) }
    }
    var found: Set<String> = []
    while let next = open.popFirst() {
      guard found.insert(next).inserted, let key = RunKey(next) else { continue }
      open.formUnion(store.header(of: key)?.prerequisiteKeys ?? [])
    }
    return found
  }

  /// Whether an entry of the store is one of them, and made by this code. Inputs are not asked for, since the
  /// images may lie elsewhere today.
  package func keeps(_ entry: StoreEntry) -> Bool {
    guard entry.state != .damaged, entry.state != .failed, let made = entry.code,
      code.contains(made)
    else { return false }
    // Later reports show the universes that were made before, whoever made them.
    return entry.name.contains(ClaimFamily.separator)
      || records.contains("\(entry.kind)/\(entry.key)")
      || entry.specHash.map { specifications.contains("\(entry.kind)/\($0)") } ?? false
  }
}
