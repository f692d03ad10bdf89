// swift-tools-version: 6.2
import PackageDescription

// Every target of the package is one row of `rows`. Libraries live in Sources/<Name>, chapters in
// Chapters/<Name>, and each row with `tests: true` has its tests in Tests/<Name>Tests.
// Sources/README.md draws the same picture; a dependency points from a row to rows above it only.

struct Row {
  var name: String
  var dependencies: [Target.Dependency] = []
  var isChapter = false
  var tests = true
  var resources: [Resource] = []
  var exclude: [String] = []
  var settings: [SwiftSetting] = []
}

let bigInt = Target.Dependency.product(name: "BigInt", package: "BigInt")
let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
// NIO's own dependencies are named as well, so that their versions are pinned.
let nio: [Target.Dependency] =
  ["NIOCore", "NIOPosix", "NIOHTTP1", "NIOEmbedded"].map {
    .product(name: $0, package: "swift-nio")
  }
  + [
    .product(name: "Atomics", package: "swift-atomics"),
    .product(name: "DequeModule", package: "swift-collections")
  ]

// Kernels are some eighty times slower unoptimized, so that debug builds optimize them too. They need AVX2 and
// FMA for SIMD8<Float>.addingProduct to be one instruction. Where a square root need not set errno, a vector of
// them is one instruction too, with the same bits.
func kernelFlags(_ features: [String]) -> [SwiftSetting] {
  [
    .unsafeFlags(
      ["-O"] + ["-fno-math-errno"].flatMap { ["-Xcc", $0] }
        + features.flatMap { ["-Xcc", "-m" + $0] })
  ]
}
#if arch(x86_64)
  let narrow = ["avx2", "fma"]
  let hasWideVectors = true
#else
  let narrow: [String] = []
  let hasWideVectors = false
#endif

// What a chapter may see: those with networks also see how these are trained.
let convex: [Target.Dependency] = ["ChapterKit", "Convex", "Experiments", "Plots", "Reports"]
let deep: [Target.Dependency] = ["Kernels", "Neural"]

let rows: [Row] = [
  Row(name: "Support", dependencies: ["CCrypto", "CSpawn"]),
  Row(
    name: "Kernels", dependencies: ["COpenBLAS", "CProcessor", "Support"],
    settings: kernelFlags(narrow)),
  Row(
    name: "Kernels256", dependencies: ["CProcessor", "Kernels"], settings: kernelFlags(narrow)),
  // The source of Kernels256, by a link, for processors that have 512 bits: which of them runs is decided at start.
  Row(
    name: "Kernels512", dependencies: ["CProcessor", "Kernels"], tests: false,
    settings: kernelFlags(narrow + ["avx512f", "avx512vl", "avx512dq"])),
  Row(
    name: "Neural",
    dependencies: ["Kernels", "Kernels256"] + (hasWideVectors ? ["Kernels512"] : []),
    settings: [.unsafeFlags(["-O"])]),
  Row(
    name: "Convex", dependencies: ["Kernels", bigInt], settings: [.unsafeFlags(["-O"])]),
  Row(
    name: "Datasets", dependencies: ["Kernels", "Support", "CZlib"],
    resources: [.copy("Resources/fashion-mnist-subset")]),
  Row(name: "Experiments", dependencies: ["Support"]),
  Row(name: "Cluster", dependencies: ["Experiments"]),
  Row(name: "Plots", dependencies: ["Support"]),
  Row(
    name: "CairoPlots", dependencies: ["Plots", "Support", "CCairo", "CFontconfig", "CZlib"],
    resources: [.copy("Fonts")]),
  Row(name: "Baselines", dependencies: ["Support"]),
  Row(name: "Reports", dependencies: ["Experiments", "Plots"], exclude: ["Typst"]),
  Row(name: "Preview", dependencies: ["Support"] + nio),
  Row(
    name: "ChapterKit",
    dependencies: ["Neural", "Convex", "Datasets", "Experiments", "Plots", "Reports"]),
  Row(name: "Multiverse", dependencies: ["ChapterKit", "Experiments", "Plots", "Reports"]),
  Row(
    name: "Pipeline",
    dependencies: ["ChapterKit", "Multiverse", "CairoPlots", "Baselines", "Preview", "Cluster"]),
  Row(name: "Bench", dependencies: ["Neural", "Datasets", "Experiments"]),
  Row(name: "Tutorial", dependencies: convex, isChapter: true),
  Row(name: "Preliminaries", dependencies: convex, isChapter: true),
  Row(name: "Convergence", dependencies: convex + deep, isChapter: true),
  Row(name: "Duality", dependencies: convex, isChapter: true),
  Row(name: "Lasso", dependencies: convex + deep + ["Datasets"], isChapter: true),
  Row(name: "EdgeOfStability", dependencies: convex + ["Kernels"], isChapter: true),
  Row(name: "Reproduction", dependencies: convex, isChapter: true)
].filter { hasWideVectors || $0.name != "Kernels512" }

let chapters = rows.filter(\.isChapter).map { Target.Dependency(stringLiteral: $0.name) }

let libraries: [Target] = rows.map { row in
  .target(
    name: row.name, dependencies: row.dependencies,
    path: row.isChapter ? "Chapters/\(row.name)" : "Sources/\(row.name)",
    exclude: row.isChapter ? ["\(row.name).typ", "Baselines"] : ["README.md"] + row.exclude,
    resources: row.resources, swiftSettings: row.settings)
}

let tests: [Target] = rows.filter(\.tests).map { row in
  .testTarget(
    name: "\(row.name)Tests",
    dependencies: [Target.Dependency(stringLiteral: row.name), "TestSupport"] + row.dependencies
      // A plan of ten thousand runs is made of the chapters' own.
      + (["Cluster", "Multiverse", "Pipeline"].contains(row.name) ? chapters : [])
      + (row.name == "Cluster" ? ["ChapterKit"] : []),
    path: "Tests/\(row.name)Tests", resources: [])
}

let package = Package(
  name: "nonsmooth",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "nonsmooth", targets: ["nonsmooth"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/attaswift/BigInt", exact: "6.0.1"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-atomics", exact: "1.3.0"),
    .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0")
  ],
  targets: [
    .systemLibrary(name: "CProcessor"),
    .systemLibrary(name: "CSpawn"),
    .systemLibrary(
      name: "CCrypto", pkgConfig: "libcrypto",
      providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
    .systemLibrary(
      name: "CCairo", pkgConfig: "pangocairo",
      providers: [.apt(["libcairo2-dev", "libpango1.0-dev"]), .brew(["cairo", "pango"])]),
    .systemLibrary(
      name: "CFontconfig", pkgConfig: "fontconfig",
      providers: [.apt(["libfontconfig-dev"]), .brew(["fontconfig"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .executableTarget(
      name: "nonsmooth",
      dependencies: chapters + ["Pipeline", "Bench", argumentParser],
      exclude: ["README.md"]),
    .target(name: "TestSupport", dependencies: ["Support"], path: "Tests/TestSupport"),
    .testTarget(
      name: "CommandTests", dependencies: chapters + ["ChapterKit", "TestSupport"],
      path: "Tests/CommandTests")
  ] + libraries + tests
)
