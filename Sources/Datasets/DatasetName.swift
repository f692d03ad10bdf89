import Foundation

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

  /// The name that `text` may have meant: it shares a beginning or differs in two letters at most.
  static func nearest(to text: String) -> DatasetName? {
    let plain = plain(text)
    return allCases.map { ($0, distance(plain, Self.plain($0.rawValue))) }
      .filter { name, edits in
        edits <= 2 || (plain.count >= 3 && Self.plain(name.rawValue).hasPrefix(plain))
      }
      .min { $0.1 < $1.1 }?.0
  }

  private static func plain(_ text: String) -> String {
    String(text.lowercased().filter { $0.isLetter || $0.isNumber })
  }

  private static func distance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a), Array(b))
    var row = Array(0...b.count)
    for i in a.indices {
      var diagonal = row[0]
      row[0] = i + 1
      for j in b.indices {
        let above = row[j + 1]
        row[j + 1] = min(above + 1, row[j] + 1, diagonal + (a[i] == b[j] ? 0 : 1))
        diagonal = above
      }
    }
    return row[b.count]
  }
}

/// Which part of a data set.
public enum DatasetSplit: String, Sendable, CaseIterable, Codable {
  case train, test
}
