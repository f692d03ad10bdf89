import ArgumentParser
import Baselines
import ChapterKit
import Foundation

/// `nonsmooth compare`: the outputs against the checked-in baselines.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Holds the outputs against the checked-in baselines; exit status 1 on a difference.")

  @OptionGroup var options: GlobalOptions

  func run() throws {
    let workspace = try options.workspace()
    let index = try OutputIndex.read(from: workspace.output)
    let comparer = OutputComparer(decode: { try FigureDrawer.decode($0) })
    var comparisons: [Comparison] = []
    var folders: [String: BaselineFolder] = [:]
    for chapter in ChapterList.all {
      let folder = BaselineFolder(url: workspace.baselines(of: chapter))
      let files = index.entries.filter { $0.chapter == chapter.name }.flatMap(\.files)
      let found = try comparer.compare(outputs: files, in: workspace.output, with: folder)
      for item in found { folders[item.path] = folder }
      comparisons += found
    }
    let page = ComparePage(profile: workspace.label, comparisons: comparisons)
    let target = workspace.output.appendingPathComponent("compare", isDirectory: true)
    try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
    let html = page.html(
      output: { try? Data(contentsOf: workspace.output.appendingPathComponent($0)) },
      baseline: { path in folders[path].flatMap { try? $0.data(of: path) } })
    let htmlFile = target.appendingPathComponent("index.html")
    try Data(html.utf8).write(to: htmlFile, options: .atomic)
    let json = try page.json()
    try json.write(to: target.appendingPathComponent("compare.json"), options: .atomic)
    if options.json {
      print(String(decoding: json, as: UTF8.self))
    } else {
      print(htmlFile.path)
    }
    let differences = comparisons.filter(\.isDifference)
    guard differences.isEmpty else {
      for item in differences { Console.note("\(item.path): \(item.detail)") }
      throw CommandFailure(
        "Profile '\(workspace.label)': \(differences.count) of \(comparisons.count) outputs differ "
          + "from their baselines, expected none. Open '\(htmlFile.path)'.", status: .difference)
    }
  }
}
