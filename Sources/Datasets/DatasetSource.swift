import Foundation

/// Where a data set is published, and the checksums of its files.
public struct DatasetSource: Sendable {
  public struct File: Sendable, Equatable {
    public let name: String
    /// SHA-256 of the file as downloaded.
    public let sha256: String

    public init(name: String, sha256: String) { (self.name, self.sha256) = (name, sha256) }
  }

  public let name: DatasetName
  /// Put before each file's name.
  public let baseURL: URL
  public let files: [File]
  /// What each file, an archive, holds for us, by its path inside; empty where the files are the set itself.
  public let members: [String]

  public init(name: DatasetName, baseURL: URL, files: [File], members: [String] = []) {
    (self.name, self.baseURL, self.files, self.members) = (name, baseURL, files, members)
  }

  /// The same files from another address, for mirrors and tests.
  public func at(_ baseURL: URL) -> DatasetSource {
    DatasetSource(name: name, baseURL: baseURL, files: files, members: members)
  }

  /// CIFAR-10's binary archive, 170,052,171 bytes.
  ///
  /// The publisher's page gives the MD5 c32a1d4ab5d03f1284b67883e8d87530 and no SHA-256; this one is
  /// what TensorFlow Datasets pins for the same address and size (`url_checksums/cifar10.txt`).
  public static let cifar10 = DatasetSource(
    name: .cifar10, baseURL: URL(string: "https://www.cs.toronto.edu/~kriz/")!,
    files: [
      File(
        name: "cifar-10-binary.tar.gz",
        sha256: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd")
    ],
    members: ((1...5).map { "data_batch_\($0).bin" } + ["test_batch.bin", "batches.meta.txt"])
      .map { "\(CIFAR10.archiveFolder)/\($0)" })

  /// Fashion-MNIST's four files from its own repository.
  ///
  /// The publisher's README gives their MD5s and no SHA-256. Debian's package dataset-fashion-mnist
  /// holds the same compressed bytes under other gzip headers, without name and with a later time.
  /// With the published names and times put back, the files have the published MD5s, and these are
  /// their SHA-256s; a test of this module does so where the package is installed.
  public static let fashionMNIST = DatasetSource(
    name: .fashionMNIST,
    baseURL: URL(
      string: "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"
    )!,
    files: [
      File(
        name: "train-images-idx3-ubyte.gz",
        sha256: "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
      File(
        name: "train-labels-idx1-ubyte.gz",
        sha256: "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
      File(
        name: "t10k-images-idx3-ubyte.gz",
        sha256: "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
      File(
        name: "t10k-labels-idx1-ubyte.gz",
        sha256: "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5")
    ])

  /// The source of `name`; nil for the embedded images, which need no download.
  public static func of(_ name: DatasetName) -> DatasetSource? {
    switch name {
    case .cifar10: cifar10
    case .fashionMNIST: fashionMNIST
    case .embedded: nil
    }
  }
}

/// SHA-256 of Fashion-MNIST's unpacked IDX files, computed from the same bytes as the checksums of
/// `DatasetSource.fashionMNIST`, so that Debian's files and plain ones can be verified too.
enum FashionMNISTContent {
  /// No file unpacks to more bytes; the training images take 47,040,016.
  static let largest = 1 << 26
  static let sha256 = [
    "train-images-idx3-ubyte": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    "train-labels-idx1-ubyte": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    "t10k-images-idx3-ubyte": "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    "t10k-labels-idx1-ubyte": "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"
  ]
}
