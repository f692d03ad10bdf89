import Foundation
import Support

/// The data sets, named as in a run specification.
public enum DatasetName: String, Sendable, CaseIterable, Codable {
  case cifar10
  case fashionMNIST
  case embedded

  /// Accepts the specification's name and the command line's (`fashion-mnist`, `cifar-10`).
  ///
  /// - Throws: `DatasetError.unknownName`.
  public init(parsing text: String) throws(DatasetError) {
    let plain = Self.plain(text)
    guard let name = Self.allCases.first(where: { Self.plain($0.rawValue) == plain }) else {
      throw .unknownName(text)
    }
    self = name
  }

  /// As typed on the command line.
  public var commandLineName: String { self == .fashionMNIST ? "fashion-mnist" : rawValue }

  /// Where `data fetch` puts the set and where it is looked for without a path: `Data/<name>` below
  /// `root`; for Fashion-MNIST Debian's folder when only that has its files.
  public func folder(below root: URL) -> URL {
    let folder = root.appendingPathComponent("Data").appendingPathComponent(commandLineName)
    let isOnlyDebians =
      self == .fashionMNIST && files(in: folder).isEmpty && !files(in: Self.debianFolder).isEmpty
    return isOnlyDebians ? Self.debianFolder : folder
  }

  /// `folder(below:)` the working directory.
  public var defaultFolder: URL {
    folder(below: URL(fileURLWithPath: FileManager.default.currentDirectoryPath))
  }

  static let debianFolder = URL(fileURLWithPath: "/usr/share/datasets/fashion-mnist")

  /// The name that `text` may have meant: it shares a beginning or differs in a few letters.
  static func nearest(to text: String) -> DatasetName? {
    let plain = plain(text)
    let names = allCases.map { Self.plain($0.rawValue) }
    let near =
      plain.count >= 3
      ? names.first { $0.hasPrefix(plain) } ?? Spelling.closest(to: plain, among: names) : nil
    return near.flatMap(names.firstIndex).map { allCases[$0] }
  }

  private static func plain(_ text: String) -> String {
    String(text.lowercased().filter { $0.isLetter || $0.isNumber })
  }
}

/// Which part of a data set.
public enum DatasetSplit: String, Sendable, CaseIterable, Codable {
  case train, test
}
